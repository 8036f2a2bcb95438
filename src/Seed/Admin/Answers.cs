using System.Buffers;
using System.Text.Json;
using ActorServe.Shared.Configuration;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Seed.Admin;

/// <summary>What the admin REST answers, in JSON.</summary>
internal static class Answers
{
    // About as long as a node takes to be seen again, or to be seen gone.
    private const string RetryAfterSeconds = "5";

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>A body.</summary>
    public static async Task JsonAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body, Indented))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory);
    }

    /// <summary>Why not.</summary>
    public static Task ErrorAsync(HttpResponse response, int status, string error) =>
        JsonAsync(response, status, json => json.WriteString("error", error));

    /// <summary>Why not now; it may be asked again.</summary>
    public static Task UnavailableAsync(HttpResponse response, string error)
    {
        response.Headers.RetryAfter = RetryAfterSeconds;
        return ErrorAsync(response, StatusCodes.Status503ServiceUnavailable, error);
    }

    /// <summary>Everything that is wrong with an application file.</summary>
    public static Task ProblemsAsync(HttpResponse response, IReadOnlyCollection<ConfigProblem> problems) => JsonAsync(
        response,
        StatusCodes.Status400BadRequest,
        json =>
        {
            json.WriteString(
                "error",
                problems.Count == 1 ? "the application file has a problem" : $"the application file has {problems.Count} problems");
            Write(json, "problems", problems);
        });

    /// <summary>A list of what is wrong, or may be.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<ConfigProblem> problems)
    {
        json.WriteStartArray(name);
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteNumber("line", problem.Line);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
