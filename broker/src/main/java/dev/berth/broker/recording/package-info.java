/** Owns which sessions are recorded, who may play a recording, and how long it is kept. */
@NullMarked
package dev.berth.broker.recording;

import org.jspecify.annotations.NullMarked;
