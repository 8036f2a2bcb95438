using ActorServe.Seed.Admin;
using ActorServe.Shared.Programs.Settings;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Seed.Tests.Admin;

public sealed class AdminOptionsSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorserve-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_token_of_some_length_is_right_in_itself_and_in_a_file()
    {
        Assert.Empty(ProblemsOf("Token", "a token of some length"));
        Assert.Empty(ProblemsOf("TokenFile", Write("a token of some length\n")));
    }

    [Fact]
    public void A_short_token_is_told_by_its_length_and_never_shown() =>
        Assert.Equal(["ActorServe:Admin:Token has 8 characters; expected 16 or more"], ProblemsOf("Token", "sesame!!"));

    [Fact]
    public void A_line_end_and_blanks_around_a_token_are_not_of_it()
    {
        Assert.Equal("a token of some length", new AdminOptions { Token = " a token of some length\r\n" }.ReadToken());
        Assert.Equal(["ActorServe:Admin:Token has 8 characters; expected 16 or more"], ProblemsOf("Token", "    sesame!!    "));
        Assert.Equal(["ActorServe:Admin:Token has 0 characters; expected 16 or more"], ProblemsOf("Token", new string(' ', 16)));
    }

    [Fact]
    public void An_empty_token_is_none()
    {
        Assert.Empty(ProblemsOf("Token", ""));
        Assert.Null(new AdminOptions { Token = "" }.ReadToken());
    }

    [Fact]
    public void A_file_with_a_short_token_is_named()
    {
        var path = Write("sesame!!\n");

        Assert.Equal(
            [$"ActorServe:Admin:TokenFile is '{path}', whose text has 8 characters; expected 16 or more"], ProblemsOf("TokenFile", path));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var path = Path.Combine(_folder, "none");

        Assert.StartsWith(
            $"ActorServe:Admin:TokenFile is '{path}', which cannot be read", Assert.Single(ProblemsOf("TokenFile", path)),
            StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "token");
        File.WriteAllText(path, text);
        return path;
    }

    private static IReadOnlyList<string> ProblemsOf(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"ActorServe:Admin:{key}"] = value }).Build();
        return SettingsCheck.Problems(configuration.GetSection("ActorServe:Admin"), typeof(AdminOptions));
    }
}
