package dev.berth.broker.signal;

/** Ends by being closed; closing twice is fine. */
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
