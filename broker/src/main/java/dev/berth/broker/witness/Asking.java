package dev.berth.broker.witness;

import dev.berth.broker.witness.JdbcWatches.Watch;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks a peer, a witness, or both at once, and writes down what came of it. Nobody is waited for longer than a moment. */
@Component
class Asking {

    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final JdbcWatches watches;
    private final Voice voice;

    Asking(JdbcWatches watches, Voice voice) {
        this.watches = watches;
        this.voice = voice;
    }

    /** What is asked. */
    record Question(Kind kind, long epoch, long next) {}

    /** In their order; empty for who does not answer. */
    List<Optional<Answer>> all(Watch watch, Question question, List<? extends Listener> listeners) {
        List<FutureTask<Answer>> asked = new ArrayList<>();
        for (Listener who : listeners) {
            Ask ask = new Ask(
                    question.kind(),
                    watch.alias().value(),
                    question.epoch(),
                    question.next(),
                    watches.number(),
                    watch.witness().toString());
            Callable<Answer> call = () -> voice.ask(who, ask);
            var task = new FutureTask<>(call);
            asked.add(task);
            Thread.ofVirtual().name("lease-" + who.kind()).start(task);
        }
        List<Optional<Answer>> answers = new ArrayList<>();
        for (int index = 0; index < asked.size(); index++) {
            answers.add(answer(watch, listeners.get(index), asked.get(index)));
        }
        return answers;
    }

    Optional<Answer> one(Watch watch, Question question, Listener who) {
        return all(watch, question, List.of(who)).getFirst();
    }

    private Optional<Answer> answer(Watch watch, Listener who, FutureTask<Answer> task) {
        try {
            Answer answer = task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.verdict() == Verdict.STALE) {
                watches.numberAfter(answer.number());
            }
            boolean helps = answer.verdict() != Verdict.REFUSED
                    && answer.verdict() != Verdict.STALE
                    && answer.verdict() != Verdict.OFF;
            watches.answered(
                    watch.alias(),
                    who,
                    answer.holder() == null ? null : Duration.ofMillis(Math.max(0, answer.agoMillis())),
                    helps ? null : answer.sentence());
            return Optional.of(answer);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (!(cause instanceof IOException)) {
                LOG.error("Asking {} about alias {} failed.", who, watch.alias(), e);
            }
            watches.silent(watch.alias(), who, String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            task.cancel(true);
            LOG.debug("{} did not answer within {}.", who, LIMIT, e);
            watches.silent(watch.alias(), who, "No answer within " + LIMIT.toSeconds() + " s.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            watches.silent(watch.alias(), who, "This node is going down.");
        }
        return Optional.empty();
    }
}
