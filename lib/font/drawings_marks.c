/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "font/drawings.h"

/* Above a small letter, their middle at x = 0; above a capital they are moved up. */
const char *const sky_drawings_marks[] = {
    "\u0300 0 0 M -7 102 L 6 88",
    "\u0301 0 0 M -6 88 L 7 102",
    "\u0302 0 0 M -14 88 L 0 102 L 14 88",
    "\u0303 0 0 M -17 88 C -14 97 -11 100 -6 100 C 2 100 1 90 8 90 C 12 90 15 94 17 102",
    "\u0304 0 0 M -16 91 L 16 91",
    "\u0306 0 0 M -15 102 C -14 92 -8 88 0 88 C 8 88 14 92 15 102",
    "\u0307 0 0 D 0 91",
    "\u0308 0 0 D -13 91 D 13 91",
    "\u030a 0 0 M 0 112 X 12 100 Y 0 88 X -12 100 Y 0 112",
    "\u030b 0 0 M -15 88 L -6 102 M 7 88 L 16 102",
    "\u030c 0 0 M -14 102 L 0 88 L 14 102",
    "\u0312 0 0 M -4 88 L 3 104",
    "\u0326 0 0 M 4 -19 L -3 -34",
    "\u0327 0 0 M 1 -1 L -1 -12 C 8 -11 14 -15 14 -22 C 14 -30 5 -34 -9 -31",
    "\u0328 0 0 M 0 0 C -8 -6 -13 -12 -13 -19 C -13 -27 -6 -30 4 -28",
    "\u0344 0 0 D -13 91 D 13 91 M 0 105 L 4 118",
    NULL,
};

const struct sky_marked sky_marked[] = {
    {0x300, "ÀA ÈE ÌI ÒO ÙU àa èe ìi òo ùu ẀW ẁw ỲY ỳy ѐе ЀЕ ѝи ЍИ ǸN ǹn"},
    {0x301, "ÁA ÉE ÍI ÓO ÚU ÝY áa ée íi óo úu ýy ĆC ćc "
            "ĹL ĺl ŃN ńn ŔR ŕr ŚS śs ŹZ źz "
            "ẂW ẃw ǾØ ǿø ǼÆ ǽæ ǴG ǵg άα έε ήη ίι όο ύυ ώω ЃГ ѓг ЌК ќк"},
    {0x302, "ÂA ÊE ÎI ÔO ÛU âa êe îi ôo ûu ĈC ĉc ĜG ĝg ĤH ĥh ĴJ ĵj ŜS ŝs ŴW ŵw ŶY ŷy"},
    {0x303, "ÃA ÑN ÕO ãa ñn õo ĨI ĩi ŨU ũu ẼE ẽe"},
    {0x304, "ĀA āa ĒE ēe ĪI īi ŌO ōo ŪU ūu ӢИ ӣи ӮУ ӯу"},
    {0x306, "ĂA ăa ĔE ĕe ĞG ğg ĬI ĭi ŎO ŏo ŬU ŭu ЙИ йи ЎУ ўу"},
    {0x307, "ĊC ċc ĖE ėe ĠG ġg İI ŻZ żz"},
    {0x308, "ÄA ËE ÏI ÖO ÜU äa ëe ïi öo üu ÿy ŸY ẄW ẅw ΪΙ ϊι ΫΥ ϋυ ЁЕ ёе ЇІ їі"},
    {0x30a, "ÅA åa ŮU ůu"},
    {0x30b, "ŐO őo ŰU űu"},
    {0x30c, "ČC čc ĎD ĚE ěe ŇN ňn ŘR řr ŠS šs ŤT ŽZ žz ǍA ǎa ǏI ǐi ǑO ǒo ǓU ǔu ǦG ǧg ǨK ǩk"},
    {0x312, "ģg"},
    {0x326, "ȘS șs ȚT țt ĢG ĶK ķk ĻL ļl ŅN ņn ŖR ŗr"},
    {0x327, "ÇC çc ŞS şs ŢT ţt"},
    {0x328, "ĄA ąa ĘE ęe ĮI įi ŲU ųu ǪO ǫo"},
    {0x344, "ΐι ΰυ"},
    {0, NULL},
};

const struct sky_marked sky_marked_otherwise[] = {
    {0x301, "ΆΑ ΈΕ ΉΗ ΊΙ ΌΟ ΎΥ ΏΩ ΐϊ ΰϋ"},
    {0x30c, "ďd ĽL ľl ťt"},
    {0x327, "ĢG ģg ĶK ķk ĻL ļl ŅN ņn ŖR ŗr"},
    {0, NULL},
};

const char *const sky_lookalikes[] = {
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX κĸ νv οo µμ \u2126Ω",
    "АA ВB ГΓ ЕE КK МM НH ОO ПΠ РP СC ТT ФΦ ХX ЅS ІI ЈJ",
    "аa еe кĸ оo рp сc уy фφ хx ѕs іi јj ћħ",
    "ҮY үγ һh ӘƏ әə",
    "\u2764♥ \u2010- \u2011- \u02bc’",
    NULL,
};

/* Classes of letters by the side that matters; marks above may be in the way of a letter that goes under another. */
#define SMALL_ROUND "acdegoqsæœøðαδεορσςφωθбюэєө"
#define SMALL_STEM "mnpruzŋηκμгвжзийклмнпцчшщыьћђџ"
#define SMALL_FOOT "лдяљ"
#define SMALL_POINTED "vwyxγχчт"
#define ROUND "OCGQŒØΘЄӨ"
#define ROUND_RIGHT "OQDÐĐØΘЭЮӨ"
#define PEAK "AΛΔ"
#define POINTS ".,…‚„"
#define DASHES "-–—«‹"
#define RIGHT_QUOTES "\"'”’“‘"

const struct sky_kern sky_kerns[] = {
    {PEAK, "VYΎ", -16},
    {PEAK, "TЪЂЋŦЧ", -14},
    {PEAK, "WΨ", -12},
    {PEAK, "vyγ", -8},
    {PEAK, "wтчτ", -6},
    {PEAK, ROUND "UΦ", -4},
    {PEAK, RIGHT_QUOTES, -16},
    {"VY", PEAK "ÆД", -16},
    {"TΓF", PEAK "ÆД", -14},
    {"P", PEAK "Æ", -16},
    {"PΓ", "ДЛ", -10},
    {"WУ", PEAK "ÆД", -12},
    {"“‘„\"'", PEAK "Æ", -14},
    {"TŦΓҐ", SMALL_ROUND, -15},
    {"TŦΓҐ", SMALL_STEM SMALL_FOOT, -11},
    {"TŦΓҐ", SMALL_POINTED, -10},
    {"TŦΓFVYPУҐ", POINTS, -20},
    {"TYУΓL", DASHES, -12},
    {"TY", ROUND, -5},
    {"TYVWΓ", ":;", -5},
    {"Y", SMALL_ROUND, -15},
    {"Y", SMALL_STEM SMALL_FOOT, -10},
    {"VУ", SMALL_ROUND, -10},
    {"VУ", SMALL_STEM SMALL_FOOT, -7},
    {"W", SMALL_ROUND, -7},
    {"W", SMALL_STEM, -4},
    {"VW", DASHES, -7},
    {"W", POINTS, -14},
    {"PF", SMALL_ROUND, -5},
    {"FΓ", "mnpruz", -4},
    {"LŁ", "VY", -18},
    {"LŁ", "TЧ", -16},
    {"LŁ", "WΨ", -12},
    {"LŁ", "vyγwт", -8},
    {"LŁ", RIGHT_QUOTES, -20},
    {"LŁKXΣЖ", ROUND "Φ", -5},
    {"KXRЖ", "vyγwтч", -6},
    {"KXRЖkĸжx", SMALL_ROUND, -4},
    {"RЯ", "TVY", -3},
    {ROUND_RIGHT, PEAK "VWYTXЖУÆДЛ", -5},
    {ROUND_RIGHT, POINTS, -5},
    {"ΦЪЬВ", "TY", -8},
    {"ЪЬЫЉЊ", "TЧУ", -8},
    {"ъьљњ", "тчy", -6},
    {"rг", POINTS, -14},
    {"rг", SMALL_ROUND SMALL_FOOT DASHES, -4},
    {"vyγwf", POINTS, -12},
    {"тτσ", POINTS, -8},
    {"vywγтτσ", SMALL_ROUND SMALL_FOOT, -3},
    {"bopeöøþβρφюьъө", "vwyxγχжλ", -3},
    {".,", RIGHT_QUOTES, -10},
    {NULL, NULL, 0},
};
