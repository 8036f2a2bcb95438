using ActorServe.Cli.DeadLetters;
using FsCheck.Xunit;

namespace ActorServe.Cli.Tests.DeadLetters;

public sealed class NewestLettersSpecs
{
    [Property]
    public void The_newest_are_kept_newest_first_in_whatever_order_they_come(byte[] minutes, byte most)
    {
        var newest = new NewestLetters(most % 10 + 1);
        for (var i = 0; i < minutes.Length; i++) newest.Add(Letters.Of(0, i, time: Letters.Now.AddMinutes(minutes[i])));

        var expected = minutes.OrderDescending().Take(most % 10 + 1).Select(m => (DateTimeOffset?)Letters.Now.AddMinutes(m));
        Assert.Equal(expected, newest.NewestFirst().Select(letter => letter.Time));
        Assert.Equal(minutes.Length, newest.Seen);
    }
}
