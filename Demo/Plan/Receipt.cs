using System.Text;

namespace OrleansLedger.Demo.Plan;

/// <summary>
/// A receipt of one transaction: one of the sample files of the kind its name says. The bytes after the file's end name the transaction;
/// programs that show the file ignore them. So no two receipts of a run have the same bytes, and the audit finds a file on the wrong document.
/// </summary>
internal sealed record Receipt(string FileName, string Reference)
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "samples", "receipts");
    private static readonly string[] s_samples = ["cafe", "software", "travel", "credit-note"];

    public string ContentType => Extension == ".pdf" ? "application/pdf" : "image/png";

    private string Extension => Path.GetExtension(FileName).ToLowerInvariant();

    /// <exception cref="DemoException">The file is neither a PDF nor a PNG by its name, or the sample is missing.</exception>
    public byte[] Content()
    {
        if (Extension is not (".pdf" or ".png"))
        {
            throw new DemoException($"The demo has PDF and PNG receipts, and {FileName} ({Reference}) is neither. Name it .pdf or .png.");
        }

        var sample = Path.Combine(s_folder, s_samples[Reference.Sum(character => character) % s_samples.Length] + Extension);
        try
        {
            return [.. File.ReadAllBytes(sample), .. Encoding.UTF8.GetBytes($"% {Reference} {FileName}\n")];
        }
        catch (IOException failure)
        {
            throw new DemoException($"The sample receipt {sample} cannot be read: {failure.Message} Build the AppHost again.", failure);
        }
    }
}
