package dev.berth.ipacl;

import java.util.List;

/**
 * A session that is open, or somebody who is signed in.
 *
 * @param who how people know it, such as {@code alice on Standard desktop}
 * @param places every place that has a say in it
 */
public record LiveSession(String who, ClientAddress address, List<Place> places) {

    public LiveSession {
        places = List.copyOf(places);
    }
}
