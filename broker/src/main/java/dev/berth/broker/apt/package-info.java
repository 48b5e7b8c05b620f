/** What mirrors of Debian packages offer, read as what a stranger says. */
@NullMarked
package dev.berth.broker.apt;

import org.jspecify.annotations.NullMarked;
