/** The files of a person's home in a guest: looked at, taken out and put in through the guest agent, as the person. */
@NullMarked
package dev.berth.broker.file;

import org.jspecify.annotations.NullMarked;
