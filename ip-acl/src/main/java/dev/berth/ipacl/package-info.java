/** Owns addresses, rules and groups, and the decision over them; and which address is the client's behind proxies. */
@NullMarked
package dev.berth.ipacl;

import org.jspecify.annotations.NullMarked;
