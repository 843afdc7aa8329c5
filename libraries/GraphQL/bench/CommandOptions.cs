using System.CommandLine;

namespace OrleansLedger.GraphQL.Bench;

/// <summary>Options that several commands have in common.</summary>
internal static class CommandOptions
{
    public static Option<int> Number(string name, int byDefault, int most, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 1 || result.GetValue(option) > most)
            {
                result.AddError($"{name} takes a number from 1 to {most}.");
            }
        });
        return option;
    }
}
