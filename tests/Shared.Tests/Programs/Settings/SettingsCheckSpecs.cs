using ActorServe.Shared.Programs;
using ActorServe.Shared.Programs.Settings;
using Microsoft.Extensions.Configuration;

namespace ActorServe.Shared.Tests.Programs.Settings;

public sealed class SettingsCheckSpecs
{
    [Fact]
    public void Settings_that_nobody_made_are_right() => Assert.Empty(ProblemsOf());

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_key_value_and_what_was_expected() => Assert.Equal(
        [
            "ActorServe:Cluster:Hostname is not set; expected a value",
            "ActorServe:Cluster:Port is 'many'; expected a number from 0 to 65535",
            "ActorServe:Health:Urls is '127.0.0.1:8080'; expected http://HOST:PORT or https://HOST:PORT",
            "ActorServe:ShutdownTimeout is '00:00:00'; expected a time (days.hours:minutes:seconds) from 00:00:01 to 01:00:00",
        ],
        ProblemsOf(
            ("Cluster:Port", "many"), ("Cluster:Hostname", ""), ("Health:Urls", "127.0.0.1:8080"), ("ShutdownTimeout", "00:00:00")));

    [Fact]
    public void A_seed_without_a_port_is_named_by_its_place() => Assert.Equal(
        ["ActorServe:Cluster:Seeds:1 is 'seed-2'; expected host:port"],
        ProblemsOf(("Cluster:Seeds:0", "seed-1:4053"), ("Cluster:Seeds:1", "seed-2")));

    [Theory]
    [InlineData("99999")]
    [InlineData("-1")]
    public void A_number_out_of_its_range_is_told(string port) =>
        Assert.Equal([$"ActorServe:Cluster:Port is '{port}'; expected a number from 0 to 65535"], ProblemsOf(("Cluster:Port", port)));

    [Theory]
    [InlineData("xml")]
    [InlineData("7")]
    public void A_word_must_be_one_of_those_that_there_are(string format) =>
        Assert.Equal([$"ActorServe:Logs:Format is '{format}'; expected Text or Json"], ProblemsOf(("Logs:Format", format)));

    [Fact]
    public void A_word_may_be_written_in_any_case() => Assert.Empty(ProblemsOf(("Logs:Format", "json"), ("Logs:Level", "WARNING")));

    private static IEnumerable<string> ProblemsOf(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"{NodeProgram.Section}:{s.Key}", s => (string?)s.Value)).Build();
        return SettingsCheck.Problems(configuration.GetSection(NodeProgram.Section), typeof(NodeOptions)).Order(StringComparer.Ordinal);
    }
}
