using System.Text;
using ActorServe.Shared.Configuration;

namespace ActorServe.Shared.Tests.Configuration;

public sealed class ReadSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Paths_are_below_the_files_own_folder() =>
        Assert.Equal(
            Path.Combine(_folder, "models/digits"),
            Read(Encoding.UTF8.GetBytes(FileText.Application())).Config!.Applications[0].Deployments[0].Model);

    [Fact]
    public void A_byte_order_mark_is_left_out() =>
        Assert.NotNull(Read([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(FileText.Application())]).Config);

    [Fact]
    public void A_file_with_lines_of_windows_is_read() =>
        Assert.NotNull(Read(Encoding.UTF8.GetBytes(FileText.Application().ReplaceLineEndings("\r\n"))).Config);

    [Fact]
    public void A_file_that_is_not_utf8_says_so() => Assert.Equal("is not UTF-8 text", Read([0x61, 0xff, 0xfe]).Problems.Single().Message);

    [Fact]
    public void A_file_that_is_no_text_says_so() => Assert.Equal("is not a text file", Read([0x61, 0x00]).Problems.Single().Message);

    [Fact]
    public void A_file_that_is_too_large_says_so() =>
        Assert.Contains("is larger than", Read(new byte[ApplicationFileReader.MaxBytes + 1]).Problems.Single().Message);

    [Fact]
    public void A_file_that_is_not_there_says_so() =>
        Assert.Contains("is not there", ApplicationFileReader.Read(Path.Combine(_folder, "none", "none.yaml")).Problems.Single().Message);

    [Fact]
    public void A_folder_says_so() => Assert.Contains("is a folder", ApplicationFileReader.Read(_folder).Problems.Single().Message);

    private ApplicationFileResult Read(byte[] bytes)
    {
        var path = Path.Combine(_folder, "serve.yaml");
        File.WriteAllBytes(path, bytes);
        return ApplicationFileReader.Read(path);
    }
}
