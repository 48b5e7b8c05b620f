package dev.berth.broker.session;

/** The accounts that a guest image has for its person. They share uid and home; xrdp keeps their sessions apart. */
public enum GuestAccount {
    DESKTOP("person"),
    APPLICATIONS("person-app");

    private final String accountName;

    GuestAccount(String accountName) {
        this.accountName = accountName;
    }

    public String accountName() {
        return accountName;
    }
}
