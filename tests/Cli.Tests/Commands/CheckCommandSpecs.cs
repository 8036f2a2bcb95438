using System.Text.Json;
using ActorServe.TestSupport;

namespace ActorServe.Cli.Tests.Commands;

public sealed class CheckCommandSpecs : IDisposable
{
    private readonly TestTerminal _terminal = new();
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_file_is_ok_and_its_models_are_named()
    {
        var ended = await _terminal.RunAsync("check", DigitsSample.File);

        Assert.Equal(ExitCodes.Ok, ended);
        Assert.Contains("ok: 1 application, 1 deployment", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("digits/classifier: ", _terminal.Output, StringComparison.Ordinal);
        Assert.Contains("version 1: pixels float32 [?, 64] -> ", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_a_file_is_told_with_file_and_line()
    {
        var file = _folder.Write("broken.yaml", """
            applications:
              - name: a
                colour: red
                deployments:
                  - name: d
                    max_batch_size: none
            """);

        var ended = await _terminal.RunAsync("check", file);

        Assert.Equal(ExitCodes.Usage, ended);
        Assert.Contains($"{file}:3: applications[0].colour: ", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:6: applications[0].deployments[0].max_batch_size: ", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_told()
    {
        var file = _folder.Write("a.yaml", """
            applications:
              - name: a
                deployments:
                  - name: d
                    model:
                      models/nothing
            """);

        var ended = await _terminal.RunAsync("check", file);

        Assert.Equal(ExitCodes.Usage, ended);
        Assert.Contains($"{file}:6: applications[0].deployments[0].model: ", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("there is no such file or folder", _terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ok:", _terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_does_not_load_is_told_with_the_reason()
    {
        var model = _folder.Write("models/broken/1/model.onnx", "this is no model");
        var file = _folder.Write("a.yaml", """
            applications:
              - name: a
                deployments:
                  - { name: d, model: models/broken }
            """);

        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync("check", file));
        Assert.Contains(
            $"{file}:4: applications[0].deployments[0].model: {model}: the model does not load: ", _terminal.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_that_is_none_is_told()
    {
        var assembly = typeof(CheckCommandSpecs).Assembly.Location;
        var file = _folder.Write("a.yaml", $"""
            applications:
              - name: a
                deployments:
                  - name: d
                    import_path: {assembly}:{typeof(CheckCommandSpecs).FullName}
            """);

        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync("check", file));
        Assert.Contains($"{file}:5: applications[0].deployments[0].import_path: ", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("does not implement", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        Assert.Equal(ExitCodes.Usage, await _terminal.RunAsync("check", "no/such/file.yaml"));
        Assert.Contains("is not there", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_problems_and_warnings_with_path_and_line_and_nothing_else_is_told()
    {
        var file = _folder.Write("broken.yaml", """
            applications:
              - name: a
                colour: red
                deployments:
                  - { name: d, max_batch_size: none }
            """);

        var ended = await _terminal.RunAsync("check", file, "--json");

        using var json = JsonDocument.Parse(_terminal.Output);
        var problems = json.RootElement.GetProperty("problems").EnumerateArray().ToList();
        Assert.Equal((ExitCodes.Usage, ""), (ended, _terminal.Error));
        Assert.Contains(problems, each => Place(each) == ("applications[0].colour", 3));
        Assert.Contains(problems, each => Place(each) == ("applications[0].deployments[0].max_batch_size", 5));
        Assert.All(problems, each => Assert.NotEmpty(each.GetProperty("message").GetString()!));
        Assert.Empty(json.RootElement.GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public async Task Json_has_a_model_that_cannot_be_served_as_a_problem_of_its_line()
    {
        var file = _folder.Write("a.yaml", """
            applications:
              - name: a
                deployments:
                  - { name: d, model: models/nothing }
            """);

        var ended = await _terminal.RunAsync("check", file, "--json");

        using var json = JsonDocument.Parse(_terminal.Output);
        var problem = Assert.Single(json.RootElement.GetProperty("problems").EnumerateArray());
        Assert.Equal((ExitCodes.Usage, ("applications[0].deployments[0].model", 4)), (ended, Place(problem)));
        Assert.Empty(json.RootElement.GetProperty("deployments").EnumerateArray());
    }

    [Fact]
    public async Task Json_of_a_good_file_has_what_was_found_and_no_problem()
    {
        var ended = await _terminal.RunAsync("check", DigitsSample.File, "--json");

        using var json = JsonDocument.Parse(_terminal.Output);
        var deployment = Assert.Single(json.RootElement.GetProperty("deployments").EnumerateArray());
        Assert.Equal((ExitCodes.Ok, "digits/classifier"), (ended, deployment.GetProperty("name").GetString()));
        Assert.Contains("version 1: pixels", deployment.GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Empty(json.RootElement.GetProperty("problems").EnumerateArray());
    }

    private static (string?, int) Place(JsonElement problem) =>
        (problem.GetProperty("path").GetString(), problem.GetProperty("line").GetInt32());
}
