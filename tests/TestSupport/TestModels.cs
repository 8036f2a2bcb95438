namespace ActorServe.TestSupport;

/// <summary>
/// Where the small models of <c>tests/TestSupport/Models</c> are at run time; <c>make.py</c> there says what each is for.
/// </summary>
public static class TestModels
{
    /// <summary>The folder of all of them.</summary>
    public static string Folder { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Models");

    /// <summary>Inputs with the outputs or the error that ONNX Runtime gave for them.</summary>
    public static string Cases { get; } = System.IO.Path.Combine(Folder, "cases.json");

    /// <summary>The file of one model, such as <c>lookup</c>.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Folder, name + ".onnx");
}
