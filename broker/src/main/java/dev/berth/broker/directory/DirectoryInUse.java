package dev.berth.broker.directory;

import java.util.Optional;

/**
 * Which directory people sign in against.
 *
 * @param settings how it is reached; those of the evaluation directory when that is the one
 */
public record DirectoryInUse(DirectorySettings settings, Optional<EvaluationDirectory> evaluationDirectory)
        implements AutoCloseable {

    /** Whether this is a set-up for trying Berth out, which the sign-in page has to say. */
    public boolean evaluation() {
        return evaluationDirectory.isPresent();
    }

    @Override
    public void close() {
        evaluationDirectory.ifPresent(EvaluationDirectory::close);
    }
}
