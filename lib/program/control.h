/* SPDX-License-Identifier: ISC */
#include <sky/params.h>
