/** Pages and API of sharing: what the owner of a session does, what a guest does, and how helpdesk asks. */
@NullMarked
package dev.berth.portal.share;

import org.jspecify.annotations.NullMarked;
