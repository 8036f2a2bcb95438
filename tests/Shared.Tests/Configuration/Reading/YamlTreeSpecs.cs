using System.Text;
using ActorServe.Shared.Configuration;
using ActorServe.Shared.Configuration.Reading;
using FsCheck;
using FsCheck.Xunit;
using static ActorServe.Shared.Tests.Configuration.FileText;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class YamlTreeSpecs
{
    private const string Marks = "{}[]:*&!'\"\n\t-|>%@`#,?\ud800\0\u0085\u2028";

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# only a comment\n")]
    public void An_empty_file_is_called_empty(string text) => Assert.Contains("is empty", ProblemOf(text).Message);

    [Theory]
    [InlineData("hello")]
    [InlineData("- a\n- b")]
    [InlineData("---\n...")]
    public void A_file_without_keys_is_told_what_is_expected(string text) =>
        Assert.Contains("under 'applications:'", ProblemOf(text).Message);

    [Theory]
    [InlineData("applications:\n  - name: a\n   broken: [", 3)]
    [InlineData("applications: {", 2)]
    [InlineData("applications:\n\t- name: a", 2)]
    [InlineData("applications: \"a", 1)]
    public void What_is_not_yaml_is_told_with_its_line(string text, int line)
    {
        var problem = ProblemOf(text);

        Assert.StartsWith("cannot be read as YAML", problem.Message);
        Assert.True(problem.Line == line, problem.ToString());
    }

    [Fact]
    public void A_second_document_is_refused() =>
        Assert.Contains("more than one YAML document", ProblemOf(Application() + "---\nx: y\n").Message);

    [Fact]
    public void A_key_that_is_set_twice_names_both_lines()
    {
        var problem = ProblemOf(Kafka("format: json", "format: raw"));

        Assert.Equal(("applications[0].kafka.format", 6), (problem.Path, problem.Line));
        Assert.Contains("line 5", problem.Message);
    }

    [Fact]
    public void An_alias_is_refused_and_nothing_else_is_said_about_it()
    {
        var problem = ProblemOf(Deployment("model: &m models/digits", "user_config: { a: *m }"));

        Assert.Equal("applications[0].deployments[0].user_config.a", problem.Path);
        Assert.Contains("alias", problem.Message);
    }

    [Fact]
    public void A_merge_key_is_refused_once() =>
        Assert.Contains(
            "alias",
            ProblemOf(Join(["applications:", "  - &a", "    name: a", "    deployments: [{ name: d, model: m }]", "    <<: *a"])).Message);

    [Fact]
    public void Aliases_that_multiply_cost_nothing()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++) bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");

        Assert.Null(Parse(bomb.ToString()).Config);
    }

    [Fact]
    public void A_tag_is_refused() => Assert.Contains("tag", ProblemOf(Deployment("model: !!python/object:os.system rm")).Message);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("[{a: ")]
    public void Nesting_without_end_is_refused(string open) =>
        Assert.Null(Parse("x: \n  " + string.Concat(Enumerable.Repeat(open, 100_000))).Config);

    [Fact]
    public void A_mapping_as_a_key_is_refused() =>
        Assert.Contains("as a key", ProblemOf(Deployment("model: m", "user_config: { ? [a, b] : c }")).Message);

    [Fact]
    public void A_file_that_is_too_large_is_refused_unread() =>
        Assert.Contains("larger than", ProblemOf(new string('#', ApplicationFileReader.MaxBytes + 1)).Message);

    [Fact]
    public void A_file_full_of_problems_ends_with_their_number()
    {
        var result = Parse(Application([.. Enumerable.Range(0, 5_000).Select(i => $"no_such_key_{i}: 1")]));

        Assert.Equal(ProblemList.MaxProblems + 1, result.Problems.Length);
        Assert.Contains("4800 more", result.Problems[^1].Message);
    }

    [Fact]
    public void What_a_terminal_would_obey_is_not_shown() =>
        Assert.DoesNotContain(
            Parse("applications: \"\\e[2J\\u202e\"").Problems,
            problem => problem.ToString().Any(letter => char.IsControl(letter) || letter == '\u202e'));

    [Property]
    public void No_text_makes_the_reader_throw(string? text) => Assert.NotNull(Parse(text ?? ""));

    [Property(MaxTest = 2_000)]
    public void No_damage_makes_the_reader_throw(NonNegativeInt at, NonNegativeInt length, PositiveInt seed)
    {
        var text = Kafka("output: { topic: out }", "properties: { a.b: 1 }", "format: json");
        var from = at.Get % text.Length;
        var damaged = text.Remove(from, Math.Min(length.Get % 8, text.Length - from))
            .Insert(from, Marks[seed.Get % Marks.Length].ToString());

        var result = Parse(damaged);

        Assert.Equal(result.Config is null, !result.Problems.IsEmpty);
        Assert.All(
            result.Problems, problem => Assert.InRange(problem.Line, 1, damaged.Count(letter => "\n\u0085\u2028".Contains(letter)) + 2));
    }
}
