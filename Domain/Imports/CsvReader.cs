using System.Text;

namespace OrleansLedger.Domain.Imports;

/// <summary>One record of a CSV file. <paramref name="Line"/> is the line it begins on, counted from 1; a quoted field may span several.</summary>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields);

/// <summary>
/// Reads CSV as RFC 4180 has it: fields parted by commas, records by CRLF, LF or CR; a field in double quotes may hold commas, line breaks and
/// doubled quotes. A byte order mark and empty lines are passed over. What the RFC forbids is an error, never a guess.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc4180</remarks>
internal sealed class CsvReader
{
    private readonly string _text;
    private readonly List<CsvRecord> _records = [];
    private readonly List<ImportError> _errors = [];
    private readonly StringBuilder _field = new();
    private int _at;
    private int _line = 1;

    private CsvReader(string text)
    {
        _text = text;
        _at = text.StartsWith('\uFEFF') ? 1 : 0;
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private bool AtEnd => _at >= _text.Length;

    private bool AtLineEnd => AtEnd || Current is '\r' or '\n';

    /// <summary>The records that could be read, and what was wrong with the others.</summary>
    public static (IReadOnlyList<CsvRecord> Records, IReadOnlyList<ImportError> Errors) Read(string text)
    {
        var reader = new CsvReader(text);
        while (!reader.AtEnd)
        {
            reader.ReadRecord();
        }

        return (reader._records, reader._errors);
    }

    private void ReadRecord()
    {
        if (AtLineEnd)
        {
            EndLine();
            return;
        }

        var begin = _line;
        var fields = new List<string>();
        while (true)
        {
            if (ReadField() is { } wrong)
            {
                _errors.Add(new ImportError("malformed_csv", begin, null, null, wrong));
                SkipLine();
                return;
            }

            fields.Add(_field.ToString());
            if (Current != ',' || AtEnd)
            {
                break;
            }

            _at++;
        }

        EndLine();
        _records.Add(new CsvRecord(begin, fields));
    }

    /// <summary>Fills <see cref="_field"/> and stops at the comma or line end after it; else says what is wrong.</summary>
    private string? ReadField()
    {
        _field.Clear();
        if (Current == '"')
        {
            return ReadQuoted();
        }

        while (!AtLineEnd && Current != ',')
        {
            if (Current == '"')
            {
                return "there is a double quote inside a field that does not begin with one. Put the whole field in double quotes and double the ones inside.";
            }

            _field.Append(_text[_at++]);
        }

        return null;
    }

    private string? ReadQuoted()
    {
        var opened = _line;
        _at++;
        while (!AtEnd)
        {
            var character = _text[_at++];
            if (character == '"' && Current == '"')
            {
                _at++;
            }
            else if (character == '"')
            {
                return AtLineEnd || Current == ','
                    ? null
                    : "there is text after a closing double quote. Double the quotes that belong to the text.";
            }
            else if (character == '\n' || (character == '\r' && Current != '\n'))
            {
                _line++;
            }

            _field.Append(character);
        }

        return $"the double quote opened on line {opened} is never closed. Close it, or double it where it belongs to the text.";
    }

    private void SkipLine()
    {
        while (!AtLineEnd)
        {
            _at++;
        }

        EndLine();
    }

    private void EndLine()
    {
        if (AtEnd)
        {
            return;
        }

        _at += Current == '\r' && _at + 1 < _text.Length && _text[_at + 1] == '\n' ? 2 : 1;
        _line++;
    }
}
