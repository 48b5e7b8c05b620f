package dev.berth.bench.bed;

/** Clears up when it is closed, or when the program ends before that, as by Ctrl-C; not twice. */
public final class ClearedOnce implements AutoCloseable {

    private final Runnable work;
    private final Thread hook;
    private boolean cleared;

    /** @param name of the thread that clears up at the program's end */
    public ClearedOnce(String name, Runnable work) {
        this.work = work;
        hook = new Thread(this::clear, name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        clear();
    }

    private synchronized void clear() {
        if (!cleared) {
            cleared = true;
            work.run();
        }
    }
}
