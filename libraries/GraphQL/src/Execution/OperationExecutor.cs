using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Executes a compiled operation and writes its response.</summary>
internal sealed class OperationExecutor(Schema schema, GraphQLOptions options, ILogger logger)
{
    /// <summary>Executes a query or mutation, or one event of a subscription.</summary>
    public async ValueTask<OperationResult> ExecuteAsync(OperationPlan plan, RequestState request, object? rootValue)
    {
        var errors = new ErrorCollector(options, logger);
        var scratch = new ResponseWriter();
        try
        {
            scratch.WriteRaw("{\"data\":"u8);
            var start = scratch.Length;
            if (!plan.Root.IsAsync)
            {
                if (!new ObjectWriter(request, scratch, errors, schema).TryWriteObject(plan.Root, rootValue))
                {
                    scratch.WriteNull();
                }

                return errors.Errors.Count == 0 ? Done(scratch) : WithErrors(errors, scratch, target => target.WriteRaw(scratch.Slice(start, scratch.Length - start)));
            }

            var root = await new TreeExecutor(request, scratch, errors, schema).ExecuteAsync(plan, rootValue);
            return WithErrors(errors, scratch, target =>
            {
                if (root is null)
                {
                    target.WriteNull();
                }
                else
                {
                    root.Write(target, scratch);
                }
            });
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>A response whose data is null because the operation could not begin.</summary>
    public static OperationResult NullData(IReadOnlyList<GraphQLError> errors)
    {
        var writer = new ResponseWriter(512);
        WriteHead(writer, errors);
        writer.WriteRaw("null}"u8);
        return new OperationResult(writer, errors, hasData: true);
    }

    private static OperationResult Done(ResponseWriter writer)
    {
        writer.WriteRaw((byte)'}');
        return new OperationResult(writer, [], hasData: true);
    }

    private static OperationResult WithErrors(ErrorCollector errors, ResponseWriter scratch, Action<ResponseWriter> writeData)
    {
        var target = new ResponseWriter(scratch.Length + 512);
        WriteHead(target, errors.Errors);
        writeData(target);
        target.WriteRaw((byte)'}');
        scratch.Dispose();
        return new OperationResult(target, errors.Errors, hasData: true);
    }

    private static void WriteHead(ResponseWriter writer, IReadOnlyList<GraphQLError> errors)
    {
        if (errors.Count > 0)
        {
            ErrorWriter.WriteResponse(writer, errors);
            writer.Truncate(writer.Length - 1);
            writer.WriteRaw(",\"data\":"u8);
        }
        else
        {
            writer.WriteRaw("{\"data\":"u8);
        }
    }
}
