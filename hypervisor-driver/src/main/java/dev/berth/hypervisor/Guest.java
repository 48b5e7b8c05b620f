package dev.berth.hypervisor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The guest agent of one running machine. Each call is bounded and throws {@link GuestUnavailableException} when the agent does not answer in time. */
public interface Guest {

    /** Whether the agent answers at this moment; never throws for a guest that is booting. */
    boolean answers();

    /** Sets an account's password. The account must exist in the guest. */
    void setPassword(String account, String password);

    /** Runs a program and waits for its end; arguments are passed as they are, no shell is between. */
    ExecResult exec(List<String> command, String standardInput, Duration limit);

    /**
     * Reads a small file of the guest, as root and without starting a program there: it may be asked often.
     *
     * @return its first {@code mostBytes}, untrusted; empty where there is no such file
     */
    Optional<byte[]> read(String file, int mostBytes);

    /** What a program in the guest left behind. Output is untrusted and cut at 1 MiB each. */
    record ExecResult(int exitCode, String output, String errors) {

        private static final int MOST_COMPLAINT = 300;

        /** The begin of its errors as one line, for logs: a guest writes no lines of its own there. */
        public String complaint() {
            String begin = errors.strip();
            begin = begin.length() <= MOST_COMPLAINT ? begin : begin.substring(0, MOST_COMPLAINT) + "…";
            return begin.replaceAll("\\p{Cntrl}", " ");
        }
    }
}
