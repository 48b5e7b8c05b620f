#!/bin/sh
exec /usr/lib/berth/desktop
