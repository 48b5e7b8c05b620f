package dev.berth.portal;

/** What a node can do; one node may do all of it. */
public enum NodeRole {
    /** Pages and the REST API. */
    PORTAL,
    /** Tunnels between browsers and guests. */
    GATEWAY,
    /** Reconciling, upkeep and maintenance windows. */
    SCHEDULER
}
