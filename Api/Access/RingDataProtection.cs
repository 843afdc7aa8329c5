using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Api.Access;

/// <summary>
/// Data protection with the keys of <c>Encryption:Keys</c>: every API process with the same setting accepts the others' cookies, and keys rotate in one place.
/// What was sealed for one purpose does not open for another: the purposes are the associated data.
/// </summary>
internal sealed class RingDataProtection(TokenCipher cipher) : IDataProtectionProvider
{
    /// <summary>Puts it in the place of the framework's own, whose keys each process would make for itself in a folder of its user's.</summary>
    public static void Replace(IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddSingleton<IDataProtectionProvider, RingDataProtection>();

        // The framework makes a key at the start though nobody will ask for it: it stays in this process's memory.
        services.Configure<KeyManagementOptions>(options => (options.XmlRepository, options.XmlEncryptor) = (new Forgetful(), new NullXmlEncryptor()));
    }

    public IDataProtector CreateProtector(string purpose) => new Protector(cipher, [purpose]);

    private sealed class Protector(TokenCipher cipher, string[] purposes) : IDataProtector
    {
        private readonly Guid _owner = OwnerOf(purposes);

        public IDataProtector CreateProtector(string purpose) => new Protector(cipher, [.. purposes, purpose]);

        public byte[] Protect(byte[] plaintext) => cipher.Seal(_owner, plaintext);

        public byte[] Unprotect(byte[] protectedData) => cipher.Open(_owner, protectedData);

        private static Guid OwnerOf(string[] purposes)
        {
            var text = string.Concat(purposes.Select(purpose => $"{purpose.Length}:{purpose}"));
            return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"data protection/{text}")).AsSpan(0, 16), bigEndian: true);
        }
    }

    private sealed class Forgetful : IXmlRepository
    {
        private readonly List<XElement> _elements = [];

        public IReadOnlyCollection<XElement> GetAllElements()
        {
            lock (_elements)
            {
                return [.. _elements];
            }
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            lock (_elements)
            {
                _elements.Add(element);
            }
        }
    }
}
