using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ActorServe.Replica.Formats;
using ActorServe.Replica.Inference;
using FsCheck.Xunit;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorServe.Replica.Tests.Formats;

public sealed class JsonFormatSpecs
{
    [Theory]
    [InlineData("[1,2,3,4,5,6]")]
    [InlineData("[[1,2,3],[4,5,6]]")]
    [InlineData("""{"x":[[1,2,3],[4,5,6]]}""")]
    [InlineData(""" { "label" : {"a":[1,"]"]} , "x" : [ 1 , 2,3 ,4,5 , 6 ] , "predicted" : 9 } """)]
    [InlineData("""{"\u0078":[1.0,2e0,0.3e1,4,5,60E-1]}""")]
    public void A_row_may_be_nested_or_flat_and_bare_or_named(string json)
    {
        var columns = Columns(Spec(TensorElementType.Float, 2, 3));

        Assert.Null(Read(json, columns));

        Assert.Equal([1f, 2, 3, 4, 5, 6], MemoryMarshal.Cast<byte, float>(columns.Columns[0].Memory.AsSpan(0, 24)).ToArray());
    }

    [Theory]
    [InlineData("[1,2,3]", "input 'x': found shape [3], expected [2, 3]: a record is one row, without a batch dimension")]
    [InlineData("[[[1,2,3],[4,5,6]]]", "input 'x': found shape [1, 2, 3], expected [2, 3]: a record is one row, without a batch dimension")]
    [InlineData("[[1,2],[3,4],[5,6]]", "input 'x': found shape [3, 2], expected [2, 3]: a record is one row, without a batch dimension")]
    [InlineData("[[1,2,3],[4,5]]", "input 'x': arrays of one level have different lengths or depths")]
    [InlineData("[[1,2,3],4]", "input 'x': arrays of one level have different lengths or depths")]
    [InlineData("[1,2,[3]]", "input 'x': no valid JSON: byte 5 is '[3', expected a number")]
    [InlineData("[1,2,3,4,5,1e39]", "input 'x': value 1e39 is out of the range of float32")]
    [InlineData("[1,2,3,4,5,null]", "input 'x': no valid JSON: byte 11 is 'null', expected a number")]
    [InlineData("[1,2,3,4,5,01]", "input 'x': no valid JSON: byte 11 is '01', expected a number")]
    [InlineData("""[1,2,3,4,5,"6"]""", "input 'x': value \"6\" is no number (\"NaN\", \"Infinity\" and \"-Infinity\" are)")]
    [InlineData("[1,2,3,4,5,6],", "no valid JSON: byte 13 is ',', expected the end")]
    [InlineData("[1,2,3,4,5,6", "input 'x': no valid JSON: byte 12 is the end, expected ']'")]
    [InlineData("", "input 'x': no valid JSON: byte 0 is the end, expected a number")]
    [InlineData("{}", "input 'x' is missing")]
    [InlineData("""{"y":1}""", "input 'x' is missing")]
    [InlineData("""{"x":[1,2,3,4,5,6],"x":[1,2,3,4,5,6]}""", "input 'x' is given twice")]
    public void What_is_wrong_is_named_with_what_was_found_and_expected(string json, string problem)
    {
        Assert.Equal(problem, Read(json, Columns(Spec(TensorElementType.Float, 2, 3))));
    }

    [Theory]
    [InlineData(TensorElementType.UInt8, "255", "256", "value 256 is out of the range 0 to 255")]
    [InlineData(TensorElementType.UInt8, "-0", "-1", "value -1 is out of the range 0 to 255")]
    [InlineData(TensorElementType.Int8, "-128", "-129", "value -129 is out of the range -128 to 127")]
    [InlineData(
        TensorElementType.Int64, "-9223372036854775808", "9223372036854775808",
        "value 9223372036854775808 is out of the range -9223372036854775808 to 9223372036854775807")]
    [InlineData(
        TensorElementType.UInt64, "18446744073709551615", "18446744073709551616",
        "value 18446744073709551616 is out of the range 0 to 18446744073709551615")]
    [InlineData(TensorElementType.UInt64, "0", "-1", "value -1 is out of the range 0 to 18446744073709551615")]
    [InlineData(TensorElementType.Int32, "3.00", "3.5", "value 3.5 is not written as a whole number")]
    [InlineData(TensorElementType.Int32, "-7.0", "1e3", "value 1e3 is not written as a whole number")]
    [InlineData(TensorElementType.Bool, "true", "1", "no valid JSON: byte 0 is '1', expected true or false")]
    [InlineData(TensorElementType.Float16, "65504", "65520", "value 65520 is out of the range of float16")]
    [InlineData(TensorElementType.Double, "1e308", "1e309", "value 1e309 is out of the range of float64")]
    [InlineData(TensorElementType.String, "\"\\ud83d\\ude00\"", "\"\\ud83d\"", null)]
    public void The_range_of_each_type_is_kept(TensorElementType type, string good, string bad, string? problem)
    {
        var columns = Columns(Spec(type));

        Assert.Null(Read(good, columns));
        var found = Read(bad, columns);

        Assert.NotNull(found);
        if (problem is not null) Assert.Equal($"input 'x': {problem}", found);
        Assert.Equal(1, columns.Rows);
    }

    [Fact]
    public void Several_inputs_come_as_an_object()
    {
        var columns = Columns(Spec(TensorElementType.Float, 1), Named("n", TensorElementType.Int64));

        Assert.Null(Read("""{"n":4,"x":0.5}""", columns));
        Assert.Equal("the model has 2 inputs (x, n): expected an object with a member for each", Read("[1]", columns));
        Assert.Equal("input 'n' is missing", Read("""{"x":[1]}""", columns));

        Assert.Equal([1, 1], columns.Columns.Select(column => column.Rows));
    }

    [Fact]
    public void A_bad_row_leaves_nothing_behind()
    {
        var columns = Columns(Spec(TensorElementType.String, 2), Named("n", TensorElementType.Int8, 2));

        Assert.NotNull(Read("""{"n":[1,2],"x":["a","b"],"z"}""", columns));
        Assert.NotNull(Read("""{"x":["a","b"],"n":[1,200]}""", columns));
        Assert.Null(Read("""{"x":["c","d"],"n":[5,6]}""", columns));

        Assert.Equal(["c", "d"], columns.Columns[0].Strings.Select(text => Encoding.UTF8.GetString(text)));
        Assert.Equal([5, 6], columns.Columns[1].Memory.AsSpan(columns.Columns[1].Start(0), 2).ToArray());
    }

    [Fact]
    public void Nesting_has_a_bound()
    {
        Assert.Equal(
            "input 'x': arrays are nested deeper than 16", Read(new string('[', 100_000), Columns(Spec(TensorElementType.Float, -1))));
        Assert.StartsWith(
            "no valid JSON", Read("{\"y\":" + new string('[', 100_000), Columns(Spec(TensorElementType.Float, -1))),
            StringComparison.Ordinal);
    }

    [Property(MaxTest = 3_000)]
    public bool Nothing_that_a_record_holds_makes_reading_throw(byte[] junk, byte cut)
    {
        var columns = Columns(Spec(TensorElementType.Float, -1, 2), Named("s", TensorElementType.String));
        var good = Encoding.UTF8.GetBytes("""{"x":[[1,2],[3e1,-4.5]],"s":"a\n\u00e9","other":{"a":[null]}}""");
        var at = cut % good.Length;

        foreach (byte[] value in new[]
        {
            junk, [.. good[..at], .. junk, .. good[at..]], good[..at], [.. junk.Select(b => good[b % good.Length])],
        })
        {
            var rows = columns.Rows;
            var problem = new JsonFormat().Read(value, columns);
            if (columns.Rows != rows + (problem is null ? 1 : 0) || problem is { Length: 0 }) return false;
        }

        return new JsonFormat().Read(good, columns) is null;
    }

    [Property(MaxTest = 1_000)]
    public bool Floats_in_any_layout_are_read_as_the_library_reads_them(float[] values)
    {
        var finite = values.Where(float.IsFinite).ToArray();
        var json = JsonSerializer.Serialize(finite, Indented);
        var columns = Columns(Spec(TensorElementType.Float, -1));

        var problem = Read(json, columns);

        return problem is null
            && MemoryMarshal.Cast<byte, float>(columns.Columns[0].Memory.AsSpan(0, columns.Columns[0].Size(0))).SequenceEqual(finite);
    }

    [Property(MaxTest = 2_000)]
    public bool A_list_of_any_decimals_is_read_as_the_runtime_reads_each((uint Whole, ulong Fraction, byte Zeros, sbyte Sign)[] parts)
    {
        var texts = parts
            .Select(part => $"{(part.Sign < 0 ? "-" : "")}{part.Whole >> part.Zeros % 32}."
                + $"{new string('0', part.Zeros % 5)}{part.Fraction >> part.Zeros % 64}")
            .ToArray();
        var columns = Columns(Spec(TensorElementType.Float, -1));

        var problem = Read($"[{string.Join(parts.Length % 2 == 0 ? "," : ",\n ", texts)}]", columns);

        var found = MemoryMarshal.Cast<byte, float>(columns.Columns[0].Memory.AsSpan(0, columns.Columns[0].Size(0)));
        return problem is null && found.SequenceEqual(texts.Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray());
    }

    [Theory]
    [InlineData("16777217,1")]
    [InlineData("16777217.0000000000001,1")]
    [InlineData("12345678.123456789,0.1,-0.00000001,4e-1,5 ,6")]
    [InlineData("0.12345678,0.1234567,0.123456789,0.1234567812345678,1")]
    public void Elements_that_the_tight_loop_leaves_are_read_all_the_same(string list)
    {
        var columns = Columns(Spec(TensorElementType.Float, -1));

        Assert.Null(Read($"[{list}]", columns));

        var found = MemoryMarshal.Cast<byte, float>(columns.Columns[0].Memory.AsSpan(0, columns.Columns[0].Size(0))).ToArray();
        Assert.Equal(list.Split(',').Select(text => float.Parse(text, CultureInfo.InvariantCulture)), found);
    }

    [Theory]
    [InlineData("[01,2]")]
    [InlineData("[1.,2]")]
    [InlineData("[.5,2]")]
    [InlineData("[-,2]")]
    [InlineData("[1,,2]")]
    [InlineData("[,1]")]
    [InlineData("[1,2,]")]
    [InlineData("[+1,2]")]
    [InlineData("[1.1234567:,2]")]
    [InlineData("[1.123/5678,2]")]
    public void What_is_no_number_is_none_in_a_list(string json) => Assert.NotNull(Read(json, Columns(Spec(TensorElementType.Float, -1))));

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    [Fact]
    public unsafe void Outputs_are_members_nested_as_their_shapes_are()
    {
        var label = new OutputColumn(Named("label", TensorElementType.Int64));
        var grid = new OutputColumn(Named("a \"grid\"", TensorElementType.Float, 2, 2));
        long[] labels = [7, -9];
        float[] cells = [0, 1, 2, 3, 1e-5f, float.NaN, float.NegativeInfinity, 1.0000001f];

        fixed (long* l = labels)
        fixed (float* c = cells)
        {
            label.Set((byte*)l, [], 1);
            grid.Set((byte*)c, [2, 2], 4);
            Assert.Equal("""{"label":-9,"a \"grid\"":[[1E-05,"NaN"],["-Infinity",1.0000001]]}""", Write(1, label, grid));
        }
    }

    [Property(MaxTest = 1_000)]
    public bool Any_text_is_written_as_valid_json(byte[] text)
    {
        var writer = new RowWriter();
        JsonWriting.Text(text, writer);
        var expected = Encoding.UTF8.GetString(text);
        return JsonSerializer.Deserialize<string>(writer.TakeCopy()) == expected;
    }

    [Property(MaxTest = 1_000)]
    public unsafe bool Floats_are_written_so_that_they_read_back_the_same(float value)
    {
        var output = new OutputColumn(Named("y", TensorElementType.Float));
        output.Set((byte*)&value, [], 1);
        var columns = Columns(Named("y", TensorElementType.Float));

        var problem = Read(Write(0, output), columns);

        return problem is null && BitConverter.ToSingle(columns.Columns[0].Memory).Equals(value);
    }

    private static string Write(int row, params OutputColumn[] outputs)
    {
        var writer = new RowWriter();
        new JsonFormat().Write(outputs, row, writer);
        return Encoding.UTF8.GetString(writer.TakeCopy());
    }

    private static string? Read(string json, RowColumns columns) => new JsonFormat().Read(Encoding.UTF8.GetBytes(json), columns);

    private static RowColumns Columns(params TensorSpec[] inputs) => new(new ModelSignature([.. inputs], [], BatchMode.Batched));

    private static TensorSpec Spec(TensorElementType type, params long[] row) => Named("x", type, row);

    private static TensorSpec Named(string name, TensorElementType type, params long[] row) => new(name, type, [-1, .. row], 0);
}
