package dev.berth.broker.access;

import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;

/** What a person wants to do. */
public sealed interface Intent {

    /** To come in. The person was just read from the directory, and is remembered as they were read. */
    record SignIn() implements Intent {}

    /** To see any page or call any API, once signed in. */
    record UsePortal() implements Intent {}

    /** To open their desktop of a bundle. */
    record OpenDesktop(BundleId bundle) implements Intent {}

    /** To open an application alone. */
    record OpenApplication(ApplicationId application) implements Intent {}

    /** To see or operate a desktop of their own. */
    record UseDesktop(DesktopId desktop) implements Intent {}

    /**
     * To do something to a desktop of their own that an admin may do to any.
     *
     * @param smaller whether it makes the machine smaller
     */
    record ServeOneself(DesktopId desktop, SelfServiceAction action, boolean smaller) implements Intent {}

    /** To see, connect to, disconnect or end a session of their own. */
    record UseSession(SessionId session) implements Intent {}

    /** To join somebody else's session as its guest. */
    record JoinShare(ShareId share) implements Intent {}

    /** To change the catalog, hosts, rules, or anybody's desktops and sessions. */
    record Administer() implements Intent {}

    /** To read what is set up and what was done. */
    record Audit() implements Intent {}

    /** To find people, see their desktops and sessions, and end or restart them. */
    record HelpPeople() implements Intent {}
}
