package dev.berth.broker.access;

/** What a directory allows its people to do to their own desktops. */
public record SelfServicePolicy(
        boolean restart,
        boolean rebuild,
        boolean restore,
        boolean changeMode,
        boolean growVolume,
        boolean changeCompute) {

    /** Where an admin has not said anything: what takes nothing away and costs nothing. */
    public static final SelfServicePolicy DEFAULT = new SelfServicePolicy(true, false, true, false, false, false);

    public boolean allows(SelfServiceAction action) {
        return switch (action) {
            case RESTART -> restart;
            case REBUILD -> rebuild;
            case RESTORE, SNAPSHOT -> restore;
            case CHANGE_MODE -> changeMode;
            case GROW_VOLUME -> growVolume;
            case CHANGE_COMPUTE -> changeCompute;
        };
    }
}
