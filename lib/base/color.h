/* SPDX-License-Identifier: ISC */
#include <sky/value.h>
