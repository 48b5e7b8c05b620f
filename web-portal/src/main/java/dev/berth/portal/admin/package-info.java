/** Owns the pages of admins, auditors and helpdesk. */
@NullMarked
package dev.berth.portal.admin;

import org.jspecify.annotations.NullMarked;
