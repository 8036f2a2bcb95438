using System.Security.Cryptography.X509Certificates;

namespace ActorServe.Shared.Programs.Certificates;

/// <summary>A certificate with its key.</summary>
/// <param name="Certificate">It has the key.</param>
/// <param name="Signers">Those that signed it, as far as its file has them: clients need them that know only the first.</param>
public sealed record LoadedCertificate(X509Certificate2 Certificate, X509Certificate2Collection Signers);
