using System.Collections.Immutable;
using System.Text;
using ActorServe.Gateway.Front.Answers;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using static ActorServe.Gateway.Tests.Front.DoorFixture;

namespace ActorServe.Gateway.Tests.Front;

public sealed class OutputBodiesSpecs
{
    private const string Json = "application/json";

    [Fact]
    public void No_output_has_no_body() => Assert.Equal(new HttpAnswer(204, null, default), OutputBodies.Of(Json, []));

    [Fact]
    public void Several_outputs_in_json_are_an_array()
    {
        var answer = OutputBodies.Of("application/json; charset=utf-8", [Output("{}"), Output("2", Json), Output("[3]")]);

        Assert.Equal((200, Json, "[{},2,[3]]"), (answer.Status, answer.ContentType, Encoding.UTF8.GetString(answer.Body.Span)));
    }

    [Property]
    public void Several_outputs_in_whatever_bytes_are_parts_in_their_order(NonEmptyArray<byte[]> values)
    {
        var outputs = values.Get.Prepend([])
            .Select(value => new Shared.Protocol.RowOutput(value) { ContentType = "image/png" }).ToImmutableArray();

        var answer = OutputBodies.Of(Json, outputs);

        Assert.Equal(outputs.Select(output => output.Value.ToArray()), PartsOf(answer));
    }

    [Theory]
    [InlineData("text/plain", "text/plain")]
    [InlineData(null, Json)]
    [InlineData("text/plain\r\nset-cookie: a=b", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void An_output_has_its_own_content_type_or_the_requests_and_never_one_that_breaks_headers(string? own, string expected) =>
        Assert.Equal(expected, OutputBodies.Of(Json, [Output("x", own)]).ContentType);

    private static List<byte[]> PartsOf(HttpAnswer answer)
    {
        var boundary = MediaTypeHeaderValue.Parse(answer.ContentType).Boundary.Value!;
        var reader = new MultipartReader(boundary, new MemoryStream(answer.Body.ToArray()));
        var parts = new List<byte[]>();
        while (reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
        {
            Assert.Equal("image/png", section.ContentType);
            using var bytes = new MemoryStream();
            section.Body.CopyTo(bytes);
            parts.Add(bytes.ToArray());
        }

        return parts;
    }
}
