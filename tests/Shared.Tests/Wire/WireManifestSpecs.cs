using ActorServe.Shared.Protocol;
using ActorServe.Shared.Wire;
using ActorServe.TestSupport;
using FsCheck.Xunit;

namespace ActorServe.Shared.Tests.Wire;

public sealed class WireManifestSpecs
{
    private const string Approved = "tests/Shared.Tests/Wire/wire.approved.txt";

    [Fact]
    public void Every_message_has_a_row_and_no_row_is_without_one() =>
        Assert.Equal(Samples.Messages, WireManifest.All.Select(codec => codec.Type).OrderBy(type => type.FullName));

    /// <summary>A row that changed cannot be read by a node of the version before: rows are added, and this file with them.</summary>
    [Fact]
    public void Rows_are_added_and_never_changed() => Assert.Equal(
        File.ReadAllLines(RepositoryFolder.File(Approved)), WireManifest.All.Select(codec => $"{codec.Manifest} {codec.Type.Name}"));

    [Property(MaxTest = 100)]
    public void Every_message_comes_back_as_it_went(int seed)
    {
        foreach (var codec in WireManifest.All)
        {
            var message = new Samples(seed).Of(codec.Type);

            Assert.Equal(Structure.Of(message), Structure.Of(codec.Read(codec.Write(message))));
        }
    }

    [Property(MaxTest = 3)]
    public void A_message_that_is_cut_off_is_refused_wherever_it_was_cut(int seed)
    {
        foreach (var codec in WireManifest.All)
        {
            var bytes = codec.Write(Small(seed).Of(codec.Type));
            for (var length = 0; length < bytes.Length; length++) AssertRefusedOrRead(codec, bytes[..length]);
        }
    }

    [Property(MaxTest = 3)]
    public void A_batch_that_is_cut_off_is_never_read(int seed)
    {
        foreach (var codec in WireManifest.All.Where(codec => codec.Manifest.StartsWith('R')))
        {
            var bytes = codec.Write(Small(seed).Of(codec.Type));
            for (var length = 0; length < bytes.Length; length++)
            {
                var cut = bytes[..length];
                Assert.Throws<WireFormatException>(() => codec.Read(cut));
            }
        }
    }

    [Property(MaxTest = 100)]
    public void Bytes_that_were_changed_are_refused_or_read_and_nothing_else(int seed, byte changes)
    {
        var random = new Random(seed);
        foreach (var codec in WireManifest.All)
        {
            var bytes = codec.Write(Small(seed).Of(codec.Type));
            for (var trial = 0; trial < 10 && bytes.Length > 0; trial++)
            {
                var changed = bytes.ToArray();
                for (var i = 0; i <= changes % 5; i++)
                    changed[random.Next(Math.Min(changed.Length, trial % 2 == 0 ? 64 : int.MaxValue))] = (byte)random.Next(256);
                AssertRefusedOrRead(codec, changed);
            }
        }
    }

    [Property(MaxTest = 100)]
    public void Any_bytes_are_refused_or_read_and_nothing_else(byte[] bytes, byte version, byte head)
    {
        byte[] framed = [(byte)(version % 3), head, 0, 0, 0, .. bytes];
        foreach (var codec in WireManifest.All)
        {
            AssertRefusedOrRead(codec, bytes);
            AssertRefusedOrRead(codec, framed);
        }
    }

    private static Samples Small(int seed) => new(seed, most: 3, longest: 20);

    /// <summary>What reading allocates is a small multiple of what came in, whatever it says.</summary>
    private static void AssertRefusedOrRead(MessageCodec codec, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Assert.IsAssignableFrom<IWireMessage>(codec.Read(bytes));
        }
        catch (WireFormatException refusal)
        {
            Assert.InRange(refusal.Offset, 0, bytes.Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (1 << 20) + (bytes.Length * 64L));
    }
}
