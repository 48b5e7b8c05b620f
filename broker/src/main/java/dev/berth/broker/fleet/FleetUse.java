package dev.berth.broker.fleet;

import java.util.List;

/**
 * How a fleet's instances are used.
 *
 * @param free those that wait, running or saved
 * @param coming those on their way to being free
 * @param failed those that cannot be used
 */
public record FleetUse(int serving, int free, int coming, int failed) {

    static FleetUse of(List<Instance> instances) {
        int serving = 0;
        int free = 0;
        int coming = 0;
        int failed = 0;
        for (Instance instance : instances) {
            switch (instance.stage()) {
                case SERVING -> serving++;
                case FREE, SAVED, SAVING -> free++;
                case COMING -> coming++;
                case FAILED -> failed++;
                case LEFT -> {}
            }
        }
        return new FleetUse(serving, free, coming, failed);
    }

    public int all() {
        return serving + free + coming + failed;
    }

    /** Of what is there, rounded. */
    public int percentInUse() {
        return all() == 0 ? 0 : Math.round(100f * serving / all());
    }
}
