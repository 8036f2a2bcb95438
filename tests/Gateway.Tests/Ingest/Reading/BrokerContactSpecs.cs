using ActorServe.Gateway.Ingest.Reading;
using Confluent.Kafka;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;

namespace ActorServe.Gateway.Tests.Ingest.Reading;

public sealed class BrokerContactSpecs
{
    private readonly FakeTimeProvider _time = new();
    private readonly BrokerContact _contact;

    public BrokerContactSpecs() => _contact = new BrokerContact(_time);

    /// <summary>Kinds of events: an error, records, time, a question that is answered, one that is not.</summary>
    [Property]
    public bool Only_answers_and_their_lack_decide(byte[] events)
    {
        var contact = new BrokerContact(_time);
        var (wasAnswered, isInDoubt, unanswered) = (false, false, 0);
        foreach (var kind in events)
        {
            switch (kind % 5)
            {
                case 0: contact.Doubt(new Error(ErrorCode.Local_Transport)); isInDoubt = true; break;
                case 1: contact.Read(); if (!isInDoubt && unanswered < 2) unanswered = 0; break;
                case 2: _time.Advance(TimeSpan.FromSeconds(kind)); break;
                case 3: contact.Answered(); (wasAnswered, isInDoubt, unanswered) = (true, false, 0); break;
                case 4: contact.Unanswered(); unanswered++; break;
            }
        }

        return contact.IsAway == (unanswered >= 2 ? true : wasAnswered ? false : null);
    }

    [Property]
    public bool Whoever_may_be_away_is_asked(byte errors, byte questions)
    {
        var contact = new BrokerContact(_time);
        contact.Answered();
        for (var error = 0; error < errors; error++) contact.Doubt(new Error(ErrorCode.Local_Transport));
        for (var question = 0; question < questions; question++) contact.Unanswered();
        contact.Read();

        return contact.IsInDoubt == (errors > 0 || questions >= 2);
    }

    [Fact]
    public void It_is_asked_when_nothing_was_assigned_five_seconds_after_the_start()
    {
        Assert.False(_contact.IsInDoubt);

        _time.Advance(BrokerContact.StartPatience);

        Assert.True(_contact.IsInDoubt);
    }

    [Fact]
    public void Records_between_two_questions_without_an_answer_say_that_a_broker_is_there()
    {
        _contact.Answered();
        _contact.Unanswered();
        _contact.Read();
        _contact.Unanswered();

        Assert.False(_contact.IsAway);
    }

    [Fact]
    public void But_not_where_there_is_a_doubt_for_the_client_may_have_had_them()
    {
        _contact.Doubt(new Error(ErrorCode.Local_Transport));
        _contact.Unanswered();
        _contact.Read();
        _contact.Unanswered();

        Assert.True(_contact.IsAway);
    }

    [Fact]
    public void An_answer_ends_a_doubt()
    {
        _contact.Doubt(new Error(ErrorCode.Local_Transport));

        _contact.Answered();

        Assert.False(_contact.IsInDoubt);
    }

    [Fact]
    public void Why_one_connection_failed_says_more_than_that_all_did()
    {
        _contact.Doubt(new Error(ErrorCode.Local_Authentication, "wrong password"));
        _contact.Doubt(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));

        Assert.Equal("Local_Authentication: wrong password", _contact.Reason);
    }
}
