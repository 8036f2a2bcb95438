using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActorServe.Door;

/// <summary>What a door cannot be faster than: a Kestrel that reads each body and answers the same bytes.</summary>
internal static class BareEndpoint
{
    /// <summary>Serves until the process is killed.</summary>
    public static async Task RunAsync(string answerFile, string contentType)
    {
        var answer = await File.ReadAllBytesAsync(answerFile);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(async context =>
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }

            context.Response.ContentType = contentType;
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        });
        await app.StartAsync();
        Console.WriteLine($"HTTP at {app.Urls.Single()}");
        await Task.Delay(Timeout.Infinite);
    }
}
