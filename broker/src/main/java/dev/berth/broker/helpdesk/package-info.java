/** Answers what helpdesk asks: who is this, why were they refused, how did their sign-ins go, and how can they be told. */
@NullMarked
package dev.berth.broker.helpdesk;

import org.jspecify.annotations.NullMarked;
