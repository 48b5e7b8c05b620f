/** Helpdesk's pages and API: find a person, see how they are, find out why not, and help. */
@NullMarked
package dev.berth.portal.helpdesk;

import org.jspecify.annotations.NullMarked;
