using System.Diagnostics;
using System.Text;
using ActorServe.Gateway.Produce;
using ActorServe.Shared.Identity;
using ActorServe.Shared.Protocol;
using FsCheck.Xunit;
using static ActorServe.Gateway.Tests.Produce.Outcomes;

namespace ActorServe.Gateway.Tests.Produce;

public sealed class ResultRecordsSpecs
{
    private static readonly ProduceOptions Options = new() { OutputTopic = "digits.results", OutputKeepsPartition = true };

    private readonly ResultRecords _results = new(Options);
    private readonly OutgoingHeaders _headers = new();

    [Fact]
    public void A_result_says_which_model_made_it_and_of_what()
    {
        _results.Write(Completed(42, "seven"), 0, _headers);

        Assert.Equal(["actorserve=v=1;model=digits;version=3;source=digits.requests/3/1042"], Written());
    }

    [Fact]
    public void A_result_of_several_says_which_it_is()
    {
        _results.Write(Completed(42, "a", "b", "c"), 1, _headers);

        Assert.Equal(["actorserve=v=1;model=digits;version=3;source=digits.requests/3/1042;part=2/3"], Written());
    }

    [Fact]
    public void Key_timestamp_and_partition_are_the_rows()
    {
        var record = _results.Write(Completed(42, "seven"), 0, _headers);

        Assert.Equal("digits.results", record.Topic);
        Assert.Equal("k42", Encoding.UTF8.GetString(record.Key!.Value.Span));
        Assert.Equal("seven", Encoding.UTF8.GetString(record.Value!.Value.Span));
        Assert.Equal(1_700_000_000_042, record.TimestampMs);
        Assert.Equal(3, record.Partition);
    }

    [Fact]
    public void A_result_with_a_key_of_its_own_goes_where_that_key_belongs()
    {
        var record = _results.Write(Completed(Row(1), new RowOutput(Bytes("x")) { Key = Bytes("other") }), 0, _headers);

        Assert.Equal("other", Encoding.UTF8.GetString(record.Key!.Value.Span));
        Assert.Equal(OutgoingRecord.AnyPartition, record.Partition);
    }

    [Fact]
    public void A_result_with_an_equal_key_keeps_its_partition() =>
        Assert.Equal(3, _results.Write(Completed(Row(1), new RowOutput(Bytes("x")) { Key = Bytes("k1") }), 0, _headers).Partition);

    [Fact]
    public void Between_topics_of_unequal_size_the_key_decides()
    {
        var results = new ResultRecords(Options with { OutputKeepsPartition = false });

        Assert.Equal(OutgoingRecord.AnyPartition, results.Write(Completed(1, "x"), 0, _headers).Partition);
    }

    [Fact]
    public void Headers_of_the_row_and_of_the_output_are_carried_over()
    {
        var row = Row(1) with { Headers = [new RecordHeader("traceparent", Bytes("00-1"))] };

        _results.Write(Completed(row, new RowOutput(Bytes("x")) { Headers = [new RecordHeader("score", Bytes("0.9"))] }), 0, _headers);

        Assert.Equal(["traceparent=00-1", "score=0.9"], Written()[..2]);
    }

    [Fact]
    public void The_span_that_a_result_is_sent_in_replaces_every_other_trace()
    {
        using var span = new Activity("send");
        span.SetIdFormat(ActivityIdFormat.W3C).Start();
        var row = Row(1) with
        {
            Headers =
            [
                new RecordHeader("traceparent", Bytes("00-1")), new RecordHeader("Tracestate", Bytes("a=1")),
                new RecordHeader("kept", Bytes("1")),
            ],
        };

        _results.Write(
            Completed(row, new RowOutput(Bytes("x")) { Headers = [new RecordHeader("traceparent", Bytes("00-2"))] }), 0, _headers, span);

        Assert.Equal(["kept=1", $"traceparent={span.Id}"], Written()[..^1]);
    }

    [Fact]
    public void Another_content_type_replaces_the_rows()
    {
        var row = Row(1) with { Headers = [new RecordHeader("Content-Type", Bytes("application/json"))] };

        _results.Write(Completed(row, new RowOutput(Bytes("x")) { ContentType = "text/plain" }), 0, _headers);

        Assert.Equal("content-type=text/plain", Written()[0]);
        Assert.Equal(2, _headers.Count);
    }

    [Fact]
    public void The_rows_own_content_type_is_not_repeated()
    {
        _results.Write(Completed(Row(1), new RowOutput(Bytes("x")) { ContentType = "application/json" }), 0, _headers);

        Assert.Equal(1, _headers.Count);
    }

    [Fact]
    public void What_separates_fields_is_escaped_in_names()
    {
        _results.Write(Completed(1, "x") with { Model = new ModelVersion("a;b=c%", "1") }, 0, _headers);

        Assert.StartsWith("actorserve=v=1;model=a%3Bb%3Dc%25;version=1;", Written()[0], StringComparison.Ordinal);
    }

    [Property]
    public void The_origin_is_right_whatever_was_written_before(byte[] models, long offset)
    {
        foreach (var n in models)
        {
            var model = new ModelVersion(new string('m', n % 7), $"{n % 5}");
            var row = Row(n) with { Offset = offset, Topic = $"t{n % 3}" };

            _results.Write(Completed(row, new RowOutput(Bytes("x"))) with { Model = model }, 0, _headers);

            Assert.Equal([$"actorserve=v=1;model={model.Name};version={model.Version};source={row.Topic}/3/{offset}"], Written());
        }
    }

    private string[] Written() => [.. Enumerable.Range(0, _headers.Count)
        .Select(i => $"{Encoding.UTF8.GetString(_headers.Name(i))}={Encoding.UTF8.GetString(_headers.Value(i))}")];
}
