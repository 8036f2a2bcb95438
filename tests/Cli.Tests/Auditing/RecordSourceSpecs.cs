using System.Text;
using ActorServe.Cli.Auditing;

namespace ActorServe.Cli.Tests.Auditing;

public sealed class RecordSourceSpecs
{
    [Theory]
    [InlineData("v=1;model=digits;version=3;source=in/3/1042", 3, 1042, 1, 1)]
    [InlineData("v=1;model=Samples.Words;version=1.0.0.0;source=in/0/7;part=2/3", 0, 7, 2, 3)]
    [InlineData("v=1;part=2/3;later=x;source=in/0/7", 0, 7, 2, 3)]
    [InlineData("v=1;source=in/0/9223372036854775807", 0, long.MaxValue, 1, 1)]
    public void A_result_says_which_record_it_is_of(string header, int partition, long offset, int part, int parts)
    {
        Assert.Equal(SourceKind.Record, RecordSource.OfResult(Encoding.UTF8.GetBytes(header), "in"u8, out var source));
        Assert.Equal(new RecordSource(partition, offset, part, parts), source);
    }

    [Theory]
    [InlineData("v=1;source=in2/3/1042")]
    [InlineData("v=1;source=i/3/1042;part=1/2")]
    public void A_record_of_another_topic_is_known_as_one(string header) =>
        Assert.Equal(SourceKind.OtherTopic, RecordSource.OfResult(Encoding.UTF8.GetBytes(header), "in"u8, out _));

    [Theory]
    [InlineData("")]
    [InlineData("v=2;source=in/3/1042")]
    [InlineData("source=in/3/1042")]
    [InlineData("v=1;model=digits")]
    [InlineData("v=1;source=in/3")]
    [InlineData("v=1;source=in/3/")]
    [InlineData("v=1;source=in/x/1")]
    [InlineData("v=1;source=in/3/1042x")]
    [InlineData("v=1;source=in/-1/1042")]
    [InlineData("v=1;source=in/3/99999999999999999999")]
    [InlineData("v=1;source=in/3/1;part=0/2")]
    [InlineData("v=1;source=in/3/1;part=3/2")]
    [InlineData("v=1;source=in/3/1;part=1")]
    [InlineData("v=1;source=in/3/1;part=1/999999999")]
    public void What_names_no_record_is_known_as_that(string header) =>
        Assert.Equal(SourceKind.Unreadable, RecordSource.OfResult(Encoding.UTF8.GetBytes(header), "in"u8, out _));
}
