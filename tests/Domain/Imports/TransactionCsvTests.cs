using System.Text;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Imports;

namespace OrleansLedger.Domain.Tests.Imports;

public sealed class TransactionCsvTests
{
    private const string Header = "reference,date,description,amount,currency,counterparty,category,bank_account,tax_code,status,rates,receipts\n";

    private static readonly DateOnly s_today = new(2026, 4, 1);

    private const string Good = "T-1,2026-03-31,Taxi,-20.00,EUR,Harbour Cabs,travel,Card,standard,pending,SEK=11.42;GBP=0.8571,a.pdf;b.png";

    [Fact]
    public void A_line_becomes_a_transaction_with_all_its_fields()
    {
        var file = TransactionCsv.Parse(Header + Good, s_today);

        file.Errors.ShouldBeEmpty();
        var transaction = file.Transactions.ShouldHaveSingleItem();
        transaction.Line.ShouldBe(2);
        transaction.SourceReference.ShouldBe("T-1");
        transaction.TransactedOn.ShouldBe(new DateOnly(2026, 3, 31));
        transaction.Description.ShouldBe("Taxi");
        transaction.Amount.ShouldBe(new Money(-20m, "EUR"));
        transaction.Counterparty.ShouldBe("Harbour Cabs");
        transaction.Category.ShouldBe("travel");
        transaction.BankAccount.ShouldBe("Card");
        transaction.TaxCode.ShouldBe("standard");
        transaction.Status.ShouldBe(TransactionStatus.Pending);
        transaction.Rates.ShouldBe(new Dictionary<string, decimal> { ["SEK"] = 11.42m, ["GBP"] = 0.8571m }, ignoreOrder: true);
        transaction.Receipts.ShouldBe(["a.pdf", "b.png"]);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_the_optional_ones_may_be_left_out()
    {
        var file = TransactionCsv.Parse("currency,amount,reference,description,date\nJPY,1200,T-1,Tea,2026-01-02\n", s_today);

        var transaction = file.Transactions.ShouldHaveSingleItem();
        transaction.Amount.ShouldBe(new Money(1200m, "JPY"));
        transaction.Status.ShouldBe(TransactionStatus.Completed);
        transaction.Category.ShouldBeNull();
        transaction.Rates.ShouldBeEmpty();
        transaction.Receipts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"He said \"\"no\"\", twice\"", "He said \"no\", twice")]
    [InlineData("\"first\nsecond\"", "first\nsecond")]
    [InlineData("\"first\r\nsecond\"", "first\r\nsecond")]
    [InlineData("  Räksmörgås 寿司 🍣 שלום  ", "Räksmörgås 寿司 🍣 שלום")]
    [InlineData("it's", "it's")]
    public void A_field_is_read_as_RFC_4180_has_it(string written, string read) =>
        Single(Line(description: written)).Description.ShouldBe(read);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Every_kind_of_line_end_parts_records(string lineEnd)
    {
        var text = (Header + Line(reference: "T-1") + "\n\n" + Line(reference: "T-2") + "\n").ReplaceLineEndings(lineEnd);

        TransactionCsv.Parse(text, s_today).Transactions.Select(t => (t.SourceReference, t.Line)).ShouldBe([("T-1", 2), ("T-2", 4)]);
    }

    [Fact]
    public void A_line_number_counts_the_lines_inside_quoted_fields()
    {
        var file = TransactionCsv.Parse(Header + Line(reference: "T-1", description: "\"one\ntwo\nthree\"") + "\n" + Line(reference: "T-2", amount: "x"), s_today);

        Messages(file).ShouldBe(["Line 5, column amount: 'x' is not a number. Write it with a point and nothing else between the digits: 1250.00."]);
    }

    [Fact]
    public void A_byte_order_mark_and_lines_of_nothing_but_commas_are_passed_over()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Header + Good + "\n,,,,,,,,,,,\n")];

        TransactionCsv.Parse(bytes, s_today).Transactions.ShouldHaveSingleItem();
    }

    [Fact]
    public void One_wrong_line_imports_nothing_and_every_error_is_told_at_once()
    {
        var file = TransactionCsv.Parse(Header + Good + "\n" + Line(reference: "T-2", amount: "\"12,50\"", currency: "eur") + "\n" + Line(reference: "T-1", date: "31.3.2026"), s_today);

        file.Succeeded.ShouldBeFalse();
        file.Transactions.ShouldBeEmpty();
        Messages(file).ShouldBe(
        [
            "Line 3, column currency: 'eur' is not in upper case. Write it as EUR.",
            "Line 3, column amount: '12,50' is not a number. Write it with a point: 12.50.",
            "Line 4, column reference: 'T-1' is already the reference of line 2. Give every transaction a reference of its own.",
            "Line 4, column date: '31.3.2026' is not a date. Write it as year-month-day: 2026-03-31.",
        ]);
    }

    [Theory]
    [InlineData("", "Line 2, column amount: it is empty. Every transaction needs one.")]
    [InlineData("0.00", "Line 2, column amount: '0.00' is zero: no money moved. Leave the transaction out.")]
    [InlineData("1 250.00", "Line 2, column amount: '1 250.00' is not a number. Write it with a point and nothing else between the digits: 1250.00.")]
    [InlineData("12.345", "Line 2, column amount: '12.345' has too many decimals: EUR has 2. Round it: 12.35.")]
    [InlineData("1000000000000000", "Line 2, column amount: '1000000000000000' is too large. The largest is 999999999999999.")]
    public void An_amount_that_cannot_be_is_refused(string amount, string message) =>
        Refusal(Line(amount: $"\"{amount}\"")).ShouldBe(message);

    [Fact]
    public void A_currency_without_decimals_takes_none() =>
        Refusal(Line(amount: "1200.5", currency: "JPY")).ShouldBe("Line 2, column amount: '1200.5' has too many decimals: JPY has none. Round it: 1201.");

    [Fact]
    public void A_currency_with_three_decimals_takes_three() =>
        Single(Line(amount: "1.125", currency: "KWD")).Amount.ShouldBe(new Money(1.125m, "KWD"));

    [Theory]
    [InlineData("", "Line 2, column currency: it is empty. Every transaction needs one.")]
    [InlineData("euro", "Line 2, column currency: 'euro' is not a currency of ISO 4217. Write its three-letter code: EUR.")]
    [InlineData("EUX", "Line 2, column currency: 'EUX' is not a currency of ISO 4217. Write its three-letter code: EUR.")]
    [InlineData("usd", "Line 2, column currency: 'usd' is not in upper case. Write it as USD.")]
    public void A_currency_that_cannot_be_is_refused(string currency, string message) =>
        Refusal(Line(currency: currency)).ShouldBe(message);

    [Theory]
    [InlineData("", "Line 2, column date: it is empty. Every transaction needs one.")]
    [InlineData("1899-12-31", "Line 2, column date: '1899-12-31' is before 1900-01-01. Correct the date.")]
    [InlineData("2031-04-02", "Line 2, column date: '2031-04-02' is more than 5 years ahead. Correct the date; the last one accepted is 2031-04-01.")]
    [InlineData("2026-02-30", "Line 2, column date: '2026-02-30' is not a date. Write it as year-month-day: 2026-03-31.")]
    public void A_date_that_cannot_be_is_refused(string date, string message) =>
        Refusal(Line(date: date)).ShouldBe(message);

    [Theory]
    [InlineData("2031-04-01")]
    [InlineData("1900-01-01")]
    public void A_date_at_either_limit_is_accepted(string date) => Single(Line(date: date)).SourceReference.ShouldBe("T-9");

    [Fact]
    public void A_rate_that_makes_the_amount_too_large_is_refused() =>
        Refusal(Line(amount: "-900000000000000", rates: "SEK=11.42"))
            .ShouldBe("Line 2, column rates: 'SEK=11.42' makes the amount larger than 999999999999999 SEK. Correct the rate or the amount.");

    [Theory]
    [InlineData("amount", "0", "invalid_amount")]
    [InlineData("date", "9999-12-31", "invalid_date")]
    [InlineData("currency", "EUX", "invalid_currency")]
    [InlineData("description", "", "missing")]
    [InlineData("rates", "SEK=0", "invalid_rate")]
    public void An_error_has_a_code_for_programs(string column, string value, string code)
    {
        var fields = Header.TrimEnd().Split(',').Select(c => c == column ? value : Good.Split(',')[Array.IndexOf(Header.TrimEnd().Split(','), c)]);

        TransactionCsv.Parse(Header + string.Join(',', fields), s_today).Errors.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void A_missing_reference_is_refused() =>
        Refusal(Line(reference: "")).ShouldBe("Line 2, column reference: it is empty. Every transaction needs one.");

    [Fact]
    public void A_reference_that_is_too_long_is_refused() =>
        Refusal(Line(reference: new string('r', 101))).ShouldBe($"Line 2, column reference: '{new string('r', 60)}…' is 101 characters long. Shorten it to 100.");

    [Fact]
    public void A_missing_description_is_refused() =>
        Refusal(Line(description: " ")).ShouldBe("Line 2, column description: it is empty. Every transaction needs one.");

    [Fact]
    public void A_description_that_is_too_long_is_refused() =>
        Refusal(Line(description: new string('d', 4001))).ShouldBe($"Line 2, column description: '{new string('d', 60)}…' is 4001 characters long. Shorten it to 4000.");

    [Theory]
    [InlineData('\0', "U+0000")]
    [InlineData('\u0007', "U+0007")]
    public void A_control_character_is_refused(char control, string name) =>
        Refusal(Line(description: $"Ta{control}xi")).ShouldBe($"Line 2, column description: 'Ta\uFFFDxi' contains the control character {name}. Remove it.");

    [Fact]
    public void An_unknown_status_is_refused() =>
        Refusal(Line(status: "done")).ShouldBe("Line 2, column status: 'done' is not a status. Write pending, completed, excluded or archived.");

    [Theory]
    [InlineData("SEK", "Line 2, column rates: 'SEK' is not a rate. Write it as currency=number: SEK=11.42.")]
    [InlineData("SEK=", "Line 2, column rates: 'SEK=' is not a rate. Write it with a point and nothing else between the digits: 1250.00.")]
    [InlineData("SEK=11,42", "Line 2, column rates: 'SEK=11,42' is not a rate. Write it with a point: 11.42.")]
    [InlineData("SEK=0", "Line 2, column rates: 'SEK=0' is not a rate. Write one above zero.")]
    [InlineData("SEK=1000000001", "Line 2, column rates: 'SEK=1000000001' is not a plausible rate. Write one from 0.000000001 to 1000000000.")]
    [InlineData("EUR=1", "Line 2, column rates: 'EUR=1' is a rate from the currency to itself. Leave it out.")]
    [InlineData("SEK=11.42;SEK=11.43", "Line 2, column rates: 'SEK=11.43' is a second rate for SEK. Keep one of them.")]
    public void A_rate_that_cannot_be_is_refused(string rates, string message) =>
        Refusal(Line(rates: $"\"{rates}\"")).ShouldBe(message);

    [Theory]
    [InlineData("receipt", "Line 2, column receipts: 'receipt' has no extension, which identifies the kind of file. Name it like invoice.pdf.")]
    [InlineData("../a.pdf", "Line 2, column receipts: '../a.pdf' is not a plain file name. Leave out the folder and characters that cannot be printed.")]
    [InlineData("a.pdf;A.pdf", "Line 2, column receipts: 'A.pdf' is there twice. Give each receipt of a transaction a name of its own.")]
    public void A_receipt_name_that_cannot_be_is_refused(string receipts, string message) =>
        Refusal(Line(receipts: receipts)).ShouldBe(message);

    [Fact]
    public void A_line_with_a_field_too_many_is_refused() =>
        Refusal(Good.Replace("Taxi", "Taxi, airport", StringComparison.Ordinal))
            .ShouldBe("Line 2: it has 13 fields, the header has 12. Put a field that contains a comma in double quotes.");

    [Theory]
    [InlineData("T-1,2026-01-01,5\" screw,1,EUR,,,,,,,", "Line 2: there is a double quote inside a field that does not begin with one. Put the whole field in double quotes and double the ones inside.")]
    [InlineData("T-1,2026-01-01,\"5\"screw,1,EUR,,,,,,,", "Line 2: there is text after a closing double quote. Double the quotes that belong to the text.")]
    [InlineData("T-1,2026-01-01,\"screw,1,EUR,,,,,,,", "Line 2: the double quote opened on line 2 is never closed. Close it, or double it where it belongs to the text.")]
    public void Quotes_that_do_not_add_up_are_refused(string line, string message) => Refusal(line).ShouldBe(message);

    [Fact]
    public void A_malformed_line_does_not_hide_what_is_wrong_with_the_others()
    {
        var file = TransactionCsv.Parse(Header + "T-1,2026-01-01,5\" screw,1,EUR,,,,,,,\n" + Line(status: "done"), s_today);

        Messages(file).Select(message => message[..6]).ShouldBe(["Line 2", "Line 3"]);
    }

    [Fact]
    public void An_empty_file_is_refused() =>
        Messages(TransactionCsv.Parse("", s_today)).ShouldBe(["The file: it is empty. Begin it with the header reference,date,description,amount,currency."]);

    [Fact]
    public void A_file_parted_by_semicolons_is_refused() =>
        Messages(TransactionCsv.Parse("reference;date;description;amount;currency\n", s_today))
            .ShouldBe(["Line 1: the columns are parted by semicolons. Save the file with commas."]);

    [Fact]
    public void A_header_with_wrong_columns_is_refused() =>
        Messages(TransactionCsv.Parse("reference,date,date,text,amount,currency\n", s_today)).ShouldBe(
        [
            "Line 1, column text: there is no such column. Use reference, date, description, amount, currency and, where you have them, counterparty, category, bank_account, tax_code, status, rates, receipts.",
            "Line 1, column date: the column is there twice. Leave one of them out.",
            "Line 1, column description: the column is missing. Add it to the header.",
        ]);

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused() =>
        Messages(TransactionCsv.Parse(Encoding.Latin1.GetBytes("reference,å"), s_today)).ShouldHaveSingleItem()
            .ShouldBe("The file: byte 10 is not UTF-8. Save it with the encoding UTF-8 (in Excel: \"CSV UTF-8\").");

    private static string Line(
        string reference = "T-9",
        string date = "2026-03-31",
        string description = "Taxi",
        string amount = "-20.00",
        string currency = "EUR",
        string status = "completed",
        string rates = "",
        string receipts = "") =>
        $"{reference},{date},{description},{amount},{currency},,,,,{status},{rates},{receipts}";

    private static ImportedTransaction Single(string line)
    {
        var file = TransactionCsv.Parse(Header + line, s_today);
        Messages(file).ShouldBeEmpty();
        return file.Transactions.ShouldHaveSingleItem();
    }

    private static string Refusal(string line)
    {
        var file = TransactionCsv.Parse(Header + line, s_today);
        file.Transactions.ShouldBeEmpty();
        return Messages(file).ShouldHaveSingleItem();
    }

    private static IEnumerable<string> Messages(TransactionFile file) => file.Errors.Select(error => error.ToString());
}
