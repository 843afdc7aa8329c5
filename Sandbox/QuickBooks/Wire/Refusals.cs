using System.Globalization;

namespace OrleansLedger.Sandbox.QuickBooks.Wire;

/// <summary>
/// The errors of the accounting service with their codes and, where public material quotes them, their real texts
/// (developer.intuit.com "Error codes", "Fix common errors", and bodies quoted by users).
/// </summary>
internal static class Refusals
{
    public static QuickBooksError Missing(string parameter) => new(
        "2020", "Required param missing, need to supply the required value for the API", $"Required parameter {parameter} is missing in the request", parameter);

    public static QuickBooksError UnknownProperty(string entity, string property) => new(
        "2010",
        "Request has invalid or unsupported property",
        $"Property Name:Unrecognized field \"{property}\" (Class com.intuit.schema.finance.v3.{entity}), not marked as ignorable specified is unsupported or invalid");

    public static QuickBooksError InvalidProperty(string property, string why) => new(
        "2010", "Request has invalid or unsupported property", $"Property Name:{property} ({why}) specified is unsupported or invalid", property);

    public static QuickBooksError UnreadableBody(string why) => new(
        "2010", "Request has invalid or unsupported property", $"Property Name:The request body cannot be read ({why}) specified is unsupported or invalid");

    public static QuickBooksError InvalidNumber(string element, string value) => new("2090", "Invalid Number", $"Invalid Number : {value}", element);

    public static QuickBooksError UnsupportedCharacters(string element) => new(
        "2040", "Invalid String", $"Invalid String : {element} contains characters outside ISO-8859-1, which this company's edition does not support.", element);

    public static QuickBooksError WrongLength(string element, int maximum, int length) => new(
        "2050",
        "String length is either shorter or longer than supported by specification",
        $"String length specified does not match the supported length. Min:0 Max:{maximum:N0} supported. Supplied length:{length:N0}",
        element);

    public static QuickBooksError InvalidChoice(string element, string value) => new("2170", "Invalid Enumeration", $"Invalid Enumeration : {value}", element);

    public static QuickBooksError InvalidName(string element) => new(
        "2180", "Invalid Enumeration", "Names must have at least one character and cannot include tabs, new lines, or colons.", element);

    public static QuickBooksError InvalidRequestId(string why) => new("2130", "Invalid Request Id", $"Invalid Request Id : {why}");

    public static QuickBooksError RequestIdReused(string requestId) => new(
        "600", "Duplicate Request Id", $"Duplicate Request Id : {requestId} was used before for a request with another content.");

    /// <param name="list">How the service calls the list: <c>Accounts</c>, <c>Names</c>, <c>TaxCodes</c>, ...</param>
    public static QuickBooksError UnknownReference(string list, string id) => new(
        "2500", "Invalid Reference Id", $"Invalid Reference Id : {list} element id {id} not found", "Reference Id");

    public static QuickBooksError InactiveReference { get; } = new(
        "2500",
        "Invalid Reference Id",
        "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
        "Reference Id");

    public static QuickBooksError NotFound { get; } = new(
        "610",
        "Object Not Found",
        "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
        "");

    public static QuickBooksError Stale(string entity) => new(
        "5010",
        "Stale Object Error",
        $"Stale Object Error : You and another user were working on this at the same time. The other user finished before you did, so your work was not saved. Entity={entity}");

    public static QuickBooksError Business(string text) => new(
        "6000", "A business validation error has occurred while processing your request", "Business Validation Error: " + text);

    public static QuickBooksError WrongAccountType { get; } = Business("You need to select a different type of account for this transaction.");

    public static QuickBooksError WrongCurrency { get; } = Business("The currency of the transaction is invalid for customer / vendor / account.");

    public static QuickBooksError SingleCurrency { get; } = Business("Multi Currency should be enabled to perform this operation");

    public static QuickBooksError NegativeAmount { get; } = Business("You must specify a transaction amount that is 0 or greater.");

    public static QuickBooksError NoTaxMode { get; } = Business("Make sure you state whether the amounts include VAT: GlobalTaxCalculation is required.");

    public static QuickBooksError PayableNeedsVendor { get; } = Business("When you use Accounts Payable, you must choose a vendor in the Name field.");

    public static QuickBooksError ReceivableNeedsCustomer { get; } = Business("When you use Accounts Receivable, you must choose a customer in the Name field.");

    public static QuickBooksError AmountAboveBalance { get; } = Business("The amount you are applying is more than the open balance of the transaction it is applied to.");

    public static QuickBooksError BelowApplied { get; } = Business("Payments are applied to the transaction, more than would be left of it for that name and currency. Unlink them first.");

    public static QuickBooksError StillLinked { get; } = Business("The transaction is linked to others. Unlink them before you delete it.");

    public static QuickBooksError CannotLink(string why) => new("620", "Transaction cannot be linked", "The transaction cannot be linked : " + why);

    public static QuickBooksError Deposited { get; } = new(
        "6540",
        "Deposited Transaction cannot be changed",
        "This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on and remove it first.");

    public static QuickBooksError WrongProduct(decimal amount) => new(
        "6070",
        "Amount calculation incorrect in the request",
        string.Create(CultureInfo.InvariantCulture, $"Amount calculation incorrect in the request : Amount is not equal to UnitPrice * Qty. Supplied value:{amount}"),
        "Line.Amount");

    public static QuickBooksError MissingPostingType { get; } = new("2260", "Posting type required", "Posting type is required for every journal entry line : PostingType", "PostingType");

    public static QuickBooksError NegativeJournalAmount { get; } = new("2290", "Invalid journal entry amount", "The amount of a journal entry line must be 0 or greater : Amount", "Amount");

    public static QuickBooksError Unbalanced(decimal debits, decimal credits) => new(
        "2300", "Debits and credits do not match", string.Create(CultureInfo.InvariantCulture, $"The debits, {debits:0.00}, differ from the credits, {credits:0.00}."));

    public static QuickBooksError NotInPlan(string feature) => new(
        "5030", "Feature Not Supported", $"Feature Not Supported : The subscription of this company does not have {feature}. The company's owner can choose a higher plan.");

    public static QuickBooksError NoTaxCode { get; } = Business("Make sure all your transactions have a VAT rate before you save.");

    public static QuickBooksError MissingAccountType { get; } = new("6010", "Missing Account Type", "Account type or sub type must be specified : AccountType", "AccountType");

    public static QuickBooksError NoName { get; } = new(
        "6080", "No name provided", "At least one of the following fields must be specified: Title, First Name, Middle Name, Last Name, Suffix, Display Name");

    public static QuickBooksError InvalidTaxCode(string code) => new("6100", "Invalid TaxCode Reference Id", $"Invalid TaxCode Reference Id : {code}", "TaxCodeRef");

    public static QuickBooksError TaxNotApplicable { get; } = new(
        "6170", "Tax detail not allowed", "TxnTaxDetail cannot be specified when GlobalTaxCalculation is NotApplicable", "TxnTaxDetail");

    public static QuickBooksError DuplicateDocument(string number, string transactionType, string id) => new(
        "6140",
        "Duplicate Document Number Error",
        $"Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber={number} is assigned to TxnType={transactionType} with TxnId={id}");

    public static QuickBooksError DuplicateName(string why) => new("6240", "Duplicate Name Exists Error", "The name supplied already exists. : " + why);

    private const string PeriodClosed = "The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.";

    /// <param name="asBusinessRule">Under the general code of business rules instead of the code of its own.</param>
    public static QuickBooksError BooksClosed(bool asBusinessRule) =>
        asBusinessRule ? Business(PeriodClosed) : new("6210", "Account Period Closed, Cannot Update Through Services API", PeriodClosed);

    public static QuickBooksError SubscriptionEnded { get; } = new(
        "6190",
        "Invalid Company Status",
        "Subscription period has ended or canceled or there was a billing problem : You can't add data to QuickBooks Online Plus because your trial or subscription period ended.");

    public static QuickBooksError TooManyBatchItems(int count, int maximum) => new(
        "1040", "Too many batch items", $"The batch has {count} items; at most {maximum} are supported.");

    public static QuickBooksError Unsupported(string operation) => new("500", "Unsupported Operation", $"Operation {operation} is not supported.");

    public static QuickBooksError QuerySyntax(string text) => new("4000", "Error parsing query", "QueryParserError: " + text);

    public static QuickBooksError QueryRule(string text) => new("4001", "Invalid query", "QueryValidationError: " + text);

    public static QuickBooksError NoContentLength { get; } = new("6020", "Content-Length header missing", "The upload has no Content-Length header.");

    public static QuickBooksError TooLarge(long maximum) => new("6030", "Request too large", $"The request is larger than {maximum} bytes.");

    public static QuickBooksError InvalidAttachmentMetadata(string why) => new("6040", "Invalid attachment metadata", why);

    public static QuickBooksError InvalidAttachmentType(string contentType) => new("6041", "Unsupported attachment type", $"Attachments of the type {contentType} are not supported.");

    public static QuickBooksError InvalidAttachmentEntity(string type) => new("6050", "Unsupported attachment entity", $"Attachments to {type} are not supported.");
}
