using ActorServe.Replica.Batching;
using FsCheck.Xunit;

namespace ActorServe.Replica.Tests.Batching;

/// <summary>Whatever the order in which rows come, expire, run, are returned, and the window closes.</summary>
public sealed class BatchWindowProperties
{
    [Property(MaxTest = 500)]
    public void A_cut_is_what_waits_first_without_what_expired(int seed)
    {
        var run = new RandomWindow(seed);

        for (var step = 0; step < 100; step++) run.Step();

        Assert.Equal(run.Waiting.Count, run.Window.Count);
    }

    [Property(MaxTest = 500)]
    public void Every_row_ends_once_run_or_expired(int seed)
    {
        var run = new RandomWindow(seed);
        for (var step = 0; step < 100; step++) run.Step();

        run.ToTheEnd();

        Assert.Equal(Enumerable.Range(0, run.Added), run.Run.Concat(run.Expired).Order());
        Assert.Equal((0, 0), (run.Window.Count, run.Window.Running));
    }

    [Property(MaxTest = 500)]
    public void What_is_taken_out_is_all_that_waits_in_its_order(int seed)
    {
        var run = new RandomWindow(seed);
        for (var step = 0; step < 50; step++) run.Step();

        Assert.Equal(run.Waiting.Select(row => row.Id), run.Window.Clear());
        Assert.Equal((0, (TimeSpan?)null), (run.Window.Count, run.Window.DueAt));
    }

    private readonly record struct Row(int Id, TimeSpan Arrived, TimeSpan Deadline);

    /// <summary>A window, and beside it the rows that should wait in it, in a plain list.</summary>
    private sealed class RandomWindow
    {
        private readonly Random _random;
        private readonly int _maxBatch;
        private readonly int _maxRuns;
        private readonly int _ahead;
        private readonly TimeSpan _wait;
        private readonly Dictionary<int, TimeSpan> _deadlines = [];
        private readonly List<IReadOnlyList<int>> _runs = [];
        private TimeSpan _now = TimeSpan.FromMinutes(1);

        public RandomWindow(int seed)
        {
            _random = new Random(seed);
            (_maxBatch, _maxRuns, _ahead) = (_random.Next(1, 9), _random.Next(1, 4), _random.Next(3));
            _wait = TimeSpan.FromMilliseconds(_random.Next(3) * 5);
            Window = new BatchWindow<int>(_maxBatch, _wait, _maxRuns, _ahead);
        }

        public BatchWindow<int> Window { get; }

        public List<Row> Waiting { get; private set; } = [];

        public int Added { get; private set; }

        public List<int> Run { get; } = [];

        public List<int> Expired { get; } = [];

        public void Step()
        {
            switch (_random.Next(10))
            {
                case < 4: Add(); break;
                case < 6: End(mayReturn: true); break;
                case 6: _now += TimeSpan.FromMilliseconds(_random.Next(8)); break;
                case 7 when _random.Next(20) == 0: Window.IsClosing = true; break;
                default: break;
            }

            while (Cut(_random.Next(2 * _maxBatch)))
            {
            }
        }

        public void ToTheEnd()
        {
            while (Waiting.Count > 0 || _runs.Count > 0)
            {
                while (_runs.Count > 0) End(mayReturn: false);
                _now += _wait;
                while (Cut(0))
                {
                }
            }
        }

        private void Add()
        {
            for (var rows = _random.Next(6); rows > 0; rows--)
            {
                var row = new Row(
                    Added++, _now, _random.Next(4) == 0 ? _now + TimeSpan.FromMilliseconds(_random.Next(10)) : TimeSpan.MaxValue);
                _deadlines[row.Id] = row.Deadline;
                Waiting.Add(row);
                Window.Add(row.Id, _now, row.Deadline);
            }
        }

        private bool Cut(int most)
        {
            var isFree = Window.HasFreeRun;
            Assert.Equal(_runs.Count < _maxRuns, isFree);
            var isCut = Window.TryCut(_now, most, out var cut);
            Assert.Equal(IsDue(isFree), isCut);
            if (!isCut) return false;

            // A prefix of what waits, sorted into what runs and what expired.
            var taken = Waiting.Take(cut.Rows.Count + cut.Expired.Count).ToLookup(row => row.Deadline < _now, row => row.Id);
            Assert.Equal(taken[false], cut.Rows);
            Assert.Equal(taken[true], cut.Expired);
            Assert.InRange(cut.Rows.Count, 0, Math.Max(most, _maxBatch));
            Assert.True(
                cut.Rows.Count >= _maxBatch || isFree || Waiting.Count - cut.Rows.Count - cut.Expired.Count == 0,
                "less than a full batch was handed over ahead");
            Waiting = Waiting[(cut.Rows.Count + cut.Expired.Count)..];
            Expired.AddRange(cut.Expired);
            if (cut.Rows.Count > 0) _runs.Add(cut.Rows);
            Assert.Equal(_runs.Count, Window.Running);
            Assert.InRange(Window.Running, 0, _maxRuns + _ahead);
            return true;
        }

        private bool IsDue(bool isFree)
        {
            if (!isFree) return _runs.Count < _maxRuns + _ahead && Waiting.Count >= _maxBatch;
            return Waiting.Count >= _maxBatch || (Waiting.Count > 0 && (Window.IsClosing || Waiting[0].Arrived + _wait <= _now));
        }

        private void End(bool mayReturn)
        {
            if (_runs.Count == 0) return;
            var run = _runs[_random.Next(_runs.Count)];
            _runs.Remove(run);
            var started = mayReturn && _random.Next(3) == 0 ? _random.Next(run.Count) : run.Count;
            Run.AddRange(run.Take(started));
            int[] back = [.. run.Skip(started)];
            Waiting = [.. back.Select(id => new Row(id, _now - _wait, _deadlines[id])), .. Waiting];
            if (back.Length > 0) Window.Return(back, _now, id => _deadlines[id]);
            Window.Finished();
        }
    }
}
