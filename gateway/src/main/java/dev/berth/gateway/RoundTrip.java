package dev.berth.gateway;

import java.util.function.LongConsumer;

/** From a ping to the browser's answer; a ping that is never answered is not counted. */
final class RoundTrip {

    private final LongConsumer nanos;
    private volatile long sentAt;
    private volatile boolean underWay;

    RoundTrip(LongConsumer nanos) {
        this.nanos = nanos;
    }

    void sent() {
        sentAt = System.nanoTime();
        underWay = true;
    }

    void answered() {
        if (underWay) {
            underWay = false;
            nanos.accept(System.nanoTime() - sentAt);
        }
    }
}
