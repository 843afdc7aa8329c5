using OrleansLedger.Domain.Access;

namespace OrleansLedger.Domain.Tests.Access;

public sealed class AccessRoleTests
{
    [Theory]
    [InlineData(AccessRole.Viewer, "viewer")]
    [InlineData(AccessRole.Operator, "viewer operator")]
    [InlineData(AccessRole.Admin, "viewer operator admin")]
    [InlineData(AccessRole.Platform, "platform")]
    public void A_role_includes_those_below_it_and_the_platform_none(AccessRole role, string included)
    {
        string.Join(' ', AccessRoles.Included(role).Select(r => r.Word())).ShouldBe(included);
        Enum.GetValues<AccessRole>().Where(needed => role.Includes(needed)).ShouldBe(AccessRoles.Included(role));
    }

    [Fact]
    public void Every_role_has_a_word_that_reads_back()
    {
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            AccessRoles.Parse(role.Word()).ShouldBe(role);
        }

        AccessRoles.Parse("root").ShouldBeNull();
        AccessRoles.Parse("Admin").ShouldBeNull("words are lower case");
    }
}
