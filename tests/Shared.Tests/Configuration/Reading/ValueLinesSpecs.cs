using ActorServe.Shared.Configuration;

namespace ActorServe.Shared.Tests.Configuration.Reading;

public sealed class ValueLinesSpecs
{
    [Fact]
    public void Every_value_has_its_own_line_also_where_its_key_stands_on_another()
    {
        var lines = ApplicationFileReader.Parse(
            """
            applications:
              - name: a
                deployments:
                  - name: d
                    model:
                      models/d
            """,
            "/srv").Lines;

        Assert.Equal(2, lines["applications[0].name"]);
        Assert.Equal(6, lines["applications[0].deployments[0].model"]);
    }

    [Fact]
    public void Text_that_is_broken_says_what_and_where()
    {
        var problem = Assert.Single(ApplicationFileReader.Parse("applications:\n  - name: 'a\n    deployments: []\n", "/srv").Problems);

        Assert.StartsWith("cannot be read as YAML: ", problem.Message, StringComparison.Ordinal);
        Assert.NotEqual("cannot be read as YAML: ", problem.Message);
    }
}
