namespace OrleansLedger.GraphQL.Execution;

/// <summary>Writes errors as the specification shapes them.</summary>
internal static class ErrorWriter
{
    /// <summary>A response of errors alone: <c>{"errors":[...]}</c>.</summary>
    public static void WriteResponse(ResponseWriter writer, IReadOnlyList<GraphQLError> errors)
    {
        writer.WriteRaw("{\"errors\":["u8);
        for (var i = 0; i < errors.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteRaw((byte)',');
            }

            Write(writer, errors[i]);
        }

        writer.WriteRaw("]}"u8);
    }

    /// <summary>One error.</summary>
    public static void Write(ResponseWriter writer, GraphQLError error)
    {
        writer.WriteRaw("{\"message\":"u8);
        writer.WriteString(error.Message);
        if (error.Locations.Count > 0)
        {
            writer.WriteRaw(",\"locations\":["u8);
            for (var i = 0; i < error.Locations.Count; i++)
            {
                writer.WriteRaw(i == 0 ? "{\"line\":"u8 : ",{\"line\":"u8);
                writer.WriteNumber(error.Locations[i].Line);
                writer.WriteRaw(",\"column\":"u8);
                writer.WriteNumber(error.Locations[i].Column);
                writer.WriteRaw((byte)'}');
            }

            writer.WriteRaw((byte)']');
        }

        if (error.Path is { } path)
        {
            writer.WriteRaw(",\"path\":["u8);
            for (var i = 0; i < path.Count; i++)
            {
                if (i > 0)
                {
                    writer.WriteRaw((byte)',');
                }

                if (path[i] is int index)
                {
                    writer.WriteNumber(index);
                }
                else
                {
                    writer.WriteString((string)path[i]);
                }
            }

            writer.WriteRaw((byte)']');
        }

        if (error.Code is not null || error.Extensions is { Count: > 0 })
        {
            WriteExtensions(writer, error);
        }

        writer.WriteRaw((byte)'}');
    }

    private static void WriteExtensions(ResponseWriter writer, GraphQLError error)
    {
        writer.WriteRaw(",\"extensions\":{"u8);
        var first = true;
        if (error.Code is { } code)
        {
            writer.WriteRaw("\"code\":"u8);
            writer.WriteString(code);
            first = false;
        }

        foreach (var (key, value) in error.Extensions ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            if (key == "code" && error.Code is not null)
            {
                continue;
            }

            if (!first)
            {
                writer.WriteRaw((byte)',');
            }

            first = false;
            writer.WriteString(key);
            writer.WriteRaw((byte)':');
            writer.WriteObject(value);
        }

        writer.WriteRaw((byte)'}');
    }
}
