"""The names of months and zones as pages write them."""

_MONTHS = (
    "january jan januar januari jänner jän janvier janv enero ene gennaio gen janeiro leden ledna styczeń"
    " stycznia января янв січня ocak tammikuuta tháng_1",
    "february feb februar februari februari février févr fevr febrero febbraio fevereiro fev únor února"
    " luty lutego"
    " февраля фев лютого şubat helmikuuta",
    "march mar märz mär maart mars marzo março marco březen března marzec marca марта мар березня mart"
    " maaliskuuta",
    "april apr avril avr abril abr aprile duben dubna kwiecień kwietnia апреля апр квітня nisan huhtikuuta",
    "may mai mei maj mayo maggio mag maio květen května maja мая травня mayıs toukokuuta",
    "june jun juni juin junio giugno giu junho červen června czerwiec czerwca июня июн червня haziran"
    " kesäkuuta",
    "july jul juli juillet juil julio luglio lug julho červenec července lipiec lipca июля июл липня"
    " temmuz heinäkuuta",
    "august aug août aout agosto ago augustus srpen srpna sierpień sierpnia августа авг серпня ağustos"
    " elokuuta augusti",
    "september sep sept septembre septiembre settembre set setembro září wrzesień września сентября сен"
    " вересня eylül syyskuuta",
    "october oct oktober okt octobre octubre ottobre ott outubro říjen října październik października"
    " октября окт жовтня ekim lokakuuta",
    "november nov novembre noviembre novembro listopad listopadu listopada ноября ноя листопада kasım"
    " marraskuuta",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro prosinec prosince grudzień"
    " grudnia декабря дек грудня aralık joulukuuta desember des",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}

# Hours from UTC; letters that mean one thing in one country and another elsewhere (CST, IST) are left out.
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 1, "cet": 1, "west": 1, "cest": 2, "mez": 1, "mesz": 2,
    "eet": 2, "eest": 3,
    "msk": 3, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "est": -5, "edt": -4,
    "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
