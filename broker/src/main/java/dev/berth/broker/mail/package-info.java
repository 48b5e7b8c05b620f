/** Mail to people, over the organisation's SMTP server. */
@NullMarked
package dev.berth.broker.mail;

import org.jspecify.annotations.NullMarked;
