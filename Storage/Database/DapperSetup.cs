using System.Data;
using Dapper;
using OrleansLedger.Domain;

namespace OrleansLedger.Storage.Database;

/// <summary>Dapper reads snake_case columns and knows dates without time, instants in UTC and the domain's ids.</summary>
internal static class DapperSetup
{
    static DapperSetup()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new DateOnlyHandler());
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new IdHandler<TenantId>(value => new TenantId(value), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<ConnectionId>(value => new ConnectionId(value), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<DocumentId>(value => new DocumentId(value), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<AttachmentId>(value => new AttachmentId(value), id => id.Value));
        SqlMapper.AddTypeHandler(new IdHandler<JobId>(value => new JobId(value), id => id.Value));
    }

    /// <summary>Runs the static constructor, once a process.</summary>
    public static void Once()
    {
    }

    private sealed class DateOnlyHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => value is DateTime time ? DateOnly.FromDateTime(time) : (DateOnly)value;

        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            _ => (DateTimeOffset)value,
        };

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }

    private sealed class IdHandler<T>(Func<Guid, T> read, Func<T, Guid> write) : SqlMapper.TypeHandler<T>
        where T : struct
    {
        public override T Parse(object value) => read((Guid)value);

        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = write(value);
    }
}
