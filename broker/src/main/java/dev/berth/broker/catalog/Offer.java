package dev.berth.broker.catalog;

/** What somebody can be entitled to. */
public sealed interface Offer {

    /** The desktop of a bundle. */
    record OfBundle(BundleId bundle) implements Offer {}

    /** One application of a bundle. */
    record OfApplication(ApplicationId application) implements Offer {}
}
